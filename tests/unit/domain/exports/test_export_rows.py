"""Rows of SQL in documents: each value as its type is, and none that a spreadsheet would bend."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from tally.adapters.publishing.pdf_pages import MOST_COLUMNS, write_pdf
from tally.adapters.publishing.spreadsheets import write_xlsx
from tally.domain.errors import BadQuestion
from tally.domain.exports.document import ExportDocument
from tally.domain.exports.export_rows import lay_out_rows

from tests.workbooks import read_workbook

MOMENT = datetime(2026, 3, 2, 9, 30, 5)
IN_ROME = MOMENT.replace(tzinfo=timezone(timedelta(hours=1)))
DAY = 46083.0
"""2 March 2026, as spreadsheets count days."""

CELLS: dict[str, tuple[str, Any, Any]] = {
    "count": ("bigint", 1234, 1234.0),
    "key": ("bigint", -5764607523034234880, "-5764607523034234880"),
    "price": ("decimal(20,6)", Decimal("12.500000"), 12.5),
    "share": ("double", 0.25, 0.25),
    "endless": ("double", float("inf"), None),
    "day": ("date", date(2026, 3, 2), DAY),
    "old": ("date", date(1789, 7, 14), "1789-07-14"),
    "at": ("timestamp(3)", MOMENT, DAY + (9 * 3600 + 30 * 60 + 5) / 86_400),
    "zoned": ("timestamp with time zone", IN_ROME, DAY + (8 * 3600 + 30 * 60 + 5) / 86_400),
    "elsewhere": ("timestamp with time zone", "2026-03-02 09:30 Asia/Tokyo", "2026-03-02 09:30 Asia/Tokyo"),
    "is_new": ("boolean", True, "yes"),
    "text": ("varchar", "=1+1", "=1+1"),
    "several": ("array", "[1, 2]", "[1, 2]"),
    "nested": ("json", {"a": [1]}, '{"a": [1]}'),
    "nothing": ("bigint", None, None),
}


def lay_out(types: dict[str, str], rows: list[dict[str, Any]]) -> ExportDocument:
    section = lay_out_rows(rows, types, "Answer", "select 1")
    return ExportDocument("Answer", "en", [section], ())


def test_each_column_is_of_its_type() -> None:
    types = {name: athena for name, (athena, _, _) in CELLS.items()}
    row = {name: value for name, (_, value, _) in CELLS.items()}
    document = lay_out(types, [row])
    *_, told = read_workbook(write_xlsx(document))["Answer"]
    expected = [cell for *_, cell in CELLS.values()]
    cells = told + [None] * (len(expected) - len(told))
    assert [cell for cell in cells if not isinstance(cell, float)] == [
        cell for cell in expected if not isinstance(cell, float)
    ]
    assert [cell for cell in cells if isinstance(cell, float)] == pytest.approx(
        [cell for cell in expected if isinstance(cell, float)]
    )
    assert write_pdf(document, datetime(2026, 3, 4, tzinfo=UTC)).startswith(b"%PDF")


def test_a_page_that_is_too_narrow_is_told() -> None:
    types = {f"c{at}": "bigint" for at in range(MOST_COLUMNS + 1)}
    document = lay_out(types, [dict.fromkeys(types, 1)])
    assert write_xlsx(document).startswith(b"PK")
    with pytest.raises(BadQuestion, match="room for 18 columns"):
        write_pdf(document, datetime(2026, 3, 4, tzinfo=UTC))
