"""A flow's question: what it refuses, what it reads, and rows that become an answer."""

from datetime import date, timedelta
from typing import Any

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.flows import Flows
from tally.modelling.questions.flows import days_to_read

DAY = date(2026, 5, 4)
HOME = AskedEvent("Home")


def flows(**fields: Any) -> Flows:
    return Flows(**({"anchor": HOME, "first": DAY, "last": DAY} | fields))


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no steps": ({"after": 0}, "ask for one at least"),
    "too many steps": ({"before": 11}, "0 to 10 steps"),
    "steps below none": ({"after": -1}, "0 to 10 steps"),
    "no top": ({"top": 0}, "1 to 50 events"),
    "no window": ({"window": timedelta()}, "at most 366d"),
    "days the wrong way round": ({"last": date(2026, 5, 3)}, "before they begin"),
    "a hidden anchor": ({"hidden": ("Home",)}, "Home is passed over"),
    "an anchor that is never a step": ({"anchor": AskedEvent("$identify")}, "is passed over"),
    "no property of a session": ({"expanded": (("Home", "session.mood"),)}, "has no 'mood'"),
    "expanded twice": ({"expanded": (("Home", "a"), ("Home", "b"))}, "name it once"),
}


@pytest.mark.parametrize(("fields", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_what_has_no_answer_is_refused(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadQuestion, match=sentence):
        flows(**fields)


def test_a_window_is_read_on_the_sides_asked_for_and_a_day_more() -> None:
    week = timedelta(days=7)
    assert days_to_read(flows(window=week)) == (DAY, date(2026, 5, 12))
    assert days_to_read(flows(window=week, before=1, after=0)) == (date(2026, 4, 26), DAY)


def test_rows_stand_from_the_farthest_before_to_the_farthest_behind() -> None:
    rows = [
        {"step": step, "kind": kind, "event": event, "entries": entries}
        for step, kind, event, entries in (
            *((1, "end", None, 4), (1, "rest", None, 9), (1, "event", "b", 5), (1, "event", "a", 5)),
            *((-1, "event", "c", 20), (-1, "end", None, 3), (-2, "end", None, 20)),
        )
    ]
    found = flows(before=2, after=1).complete(rows)
    assert [(row["step"], row["event"], row["count"]) for row in found] == [
        *((-2, "(start)", 20), (-1, "c", 20), (-1, "(start)", 3)),
        *((1, "a", 5), (1, "b", 5), (1, "(other)", 9), (1, "(drop-off)", 4)),
    ]
    assert found[0]["share"] == pytest.approx(20 / 23)


def test_without_entries_there_is_no_row() -> None:
    assert flows().complete([]) == []
