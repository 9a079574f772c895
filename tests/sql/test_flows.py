"""Flows over drawn events: what plain Python is not asked."""

from datetime import date, timedelta
from typing import Any

from tally.domain.reports.asked_events import AskedEvent, Condition, Operator
from tally.domain.reports.flows import Flows
from tally.domain.reports.funnel_entries import Counted
from tally.modelling.questions.flows import bind_flows

from tests.sql.tables import run_query

EVENTS = """
    event_key | person_key | event_name | occurred_at             | business_date | properties
    1         | 1          | Home       | 2026-05-04 10:00:00.000 | 2026-05-04    | {}
    2         | 1          | Home       | 2026-05-04 10:01:00.000 | 2026-05-04    | {"is": "anchor"}
    4         | 1          | View       | 2026-05-04 10:02:00.000 | 2026-05-04    | {"tags": ["x", "y", "x"]}
    3         | 1          | Add        | 2026-05-04 10:02:00.000 | 2026-05-04    | {"tags": "x"}
    5         | 1          | Home       | 2026-05-04 10:03:00.000 | 2026-05-04    | {"is": "anchor"}
    6         | 1          | Home       | 2026-05-04 10:04:00.000 | 2026-05-04    | {"is": "anchor"}
    7         | 1          | View       | 2026-05-05 10:04:00.001 | 2026-05-05    | {}
    """


def ask(**fields: Any) -> list[tuple[int, str, int]]:
    anchor = AskedEvent("Home", (Condition("is", Operator.IS, ("anchor",)),))
    days: dict[str, Any] = {"first": date(2026, 5, 4), "last": date(2026, 5, 4)}
    asked = Flows(**({"anchor": anchor, "count": Counted.TOTALS} | days | fields))
    found = run_query(bind_flows(asked), person_events=EVENTS)
    numbers = ({"step": int(row["step"]), "entries": int(row["entries"])} for row in found)
    rows = asked.complete([{"event": None} | row | each for row, each in zip(found, numbers, strict=True)])
    return [(row["step"], row["event"], row["count"]) for row in rows]


def test_events_of_one_moment_stand_in_the_order_of_their_keys() -> None:
    assert ask(count=Counted.PERSONS, after=2) == [(1, "Add", 1), (2, "View", 1)]


def test_merged_repeats_of_the_anchor_are_one_entry_by_totals() -> None:
    assert ask(is_merged=True, before=1, after=1) == [
        *((-1, "View", 1), (-1, "(start)", 1)),
        *((1, "Add", 1), (1, "View", 1)),
    ]


def test_the_window_is_that_of_the_first_of_them() -> None:
    assert ask(is_merged=True, after=1, window=timedelta(hours=24)) == [(1, "Add", 1), (1, "(drop-off)", 1)]


def test_a_list_is_told_with_its_items_each_once() -> None:
    found = ask(count=Counted.PERSONS, after=2, expanded=(("View", "tags"), ("Add", "tags")))
    assert found == [(1, "Add[x]", 1), (2, "View[x, y]", 1)]


def test_what_is_hidden_neither_ends_a_repeat_nor_counts() -> None:
    found = ask(is_merged=True, before=1, after=1, hidden=("View", "Add"))
    assert found == [(-1, "(start)", 1), (1, "(drop-off)", 1)]
