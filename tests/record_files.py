"""Files of records as a shop writes them, and what reading them gives."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.importing.record_file import ArrowRecordBatch, RecordFile
from tally.adapters.importing.record_map import RecordMap
from tally.adapters.importing.record_reader import RecordReader
from tally.domain.records.record_table import RecordTable
from tally.domain.records.record_tables import record_table
from tally.domain.shop.shop_clock import ShopClock

IMPORTED_AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
SHOP = ShopClock("Europe/Rome")

FILLED: Mapping[str, str] = {
    "string": "x",
    "boolean": "true",
    "bigint": "7",
    "date": "2026-11-20",
    "timestamp": "2026-11-20T09:30:00Z",
    "decimal(13,4)": "2.5",
    "decimal(20,6)": "19.90",
    "decimal(20,10)": "0.8612345678",
}
"""A cell of each type."""

LABELS: Mapping[str | None, Sequence[str]] = {
    "country": ("IT", "FR", "DE"),
    "currency": ("EUR", "JPY", "GBP"),
    "platform": ("web", "ios", "store"),
}
"""Some of each; full_row tells the second of two that must differ by another."""


def batches_of(
    table: str | RecordTable,
    folder: Path,
    text: str,
    *,
    name: str = "file.csv",
    at: datetime = IMPORTED_AT,
    clock: ShopClock = SHOP,
    **reader: Any,
) -> list[ArrowRecordBatch]:
    """What a file of this text becomes."""
    file = folder / name
    file.write_text(text)
    found = record_table(table) if isinstance(table, str) else table
    mapped = reader.pop("mapped", RecordMap())
    return list(
        RecordFile(file, RecordReader(found, mapped, name, at, BusinessDates(clock), b"salt", **reader))
    )


def versions_of(table: str | RecordTable, folder: Path, text: str, **reader: Any) -> pa.Table:
    """The versions of a file that has a batch's rows, all of them good."""
    (batch,) = batches_of(table, folder, text, **reader)
    assert not batch.reasons, batch.refused["detail"].to_pylist()
    return batch.rows


def full_row(table: RecordTable, **cells: str) -> dict[str, str]:
    """A row with a cell in every column of the table."""
    filled = {
        column.name: (*column.values, *LABELS.get(column.label, ()), FILLED[column.type])[0]
        for column in table.columns
    }
    return filled | dict.fromkeys(table.differ[1:], "USD") | cells


def as_csv(rows: Sequence[Mapping[str, str]]) -> str:
    """Rows as text; none of their cells needs quotes."""
    return "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]) + "\n"
