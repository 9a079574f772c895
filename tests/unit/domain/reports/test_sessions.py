"""A list of sessions: what it refuses, and rows that become the list."""

from datetime import date, datetime
from typing import Any

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.sessions import MOST_LISTED, Sessions

DAY = date(2026, 5, 4)

REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no session": ({"most": 0}, "1 to 100,000 sessions"),
    "too many": ({"most": MOST_LISTED + 1}, "1 to 100,000 sessions"),
    "no property": ({"properties": ()}, "1 to 20 properties"),
    "a column that there is": ({"properties": ("events",)}, "events is a column"),
    "twice": ({"properties": ("a", "a")}, "a is a column"),
    "days the wrong way round": ({"last": date(2026, 5, 3)}, "before they begin"),
}


@pytest.mark.parametrize(("fields", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_has_no_answer_is_refused(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadQuestion, match=sentence):
        Sessions(**({"first": DAY, "last": DAY} | fields))


@pytest.mark.parametrize(
    ("milliseconds", "written"), [(0, "10:00:00Z"), (1, "10:00:00.001Z"), (500, "10:00:00.500Z")]
)
def test_a_row_has_its_moment_and_its_values(milliseconds: int, written: str) -> None:
    row = {"person": "ana", "business_date": DAY, "duration_s": 1.5, "events": 2}
    moment = {"started_at": datetime(2026, 5, 4, 10, 0, 0, milliseconds * 1000)}
    asked = Sessions(DAY, DAY, properties=('it"s', "b"), most=2)
    (found,) = asked.complete([row | moment | {"first_values": '["x", null]'}])
    assert found == row | {"started_at": f"2026-05-04T{written}", 'it"s': "x", "b": None}
    assert (asked.tell([found]), asked.tell([found] * 2)) == (
        [],
        ["These are the latest 2: --limit lists more"],
    )
