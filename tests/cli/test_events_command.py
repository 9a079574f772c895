"""`tally events`: what arrives, beside the tracking plan."""

import json
import re
from datetime import datetime
from typing import Any

import pytest

from tests.cli.fake_tally import FakeTally, Row, run

MOMENT = datetime(2026, 3, 2, 7)
SEEN: Row = {"days": 2, "first_seen": MOMENT, "last_seen": MOMENT}
PROPERTIES = [
    {
        "property": "revenue",
        "events": 4,
        "filled": 4,
        "types": "number",
        "first_seen": MOMENT,
        "last_seen": MOMENT,
    },
    {
        "property": "mood",
        "events": 4,
        "filled": 1,
        "types": "string",
        "first_seen": MOMENT,
        "last_seen": MOMENT,
    },
    {
        "property": "platform",
        "events": 4,
        "filled": 4,
        "types": "string",
        "first_seen": MOMENT,
        "last_seen": MOMENT,
    },
]
VALUES = [{"property": "mood", "value": "glad", "place": 1, "events": 9, "persons": 7}]


@pytest.fixture
def tally() -> FakeTally:
    named = ("Order Completed", "$pageview", "Till Kicked")
    return FakeTally(
        cataloged_events=[{"event_name": name, "events": 1_204, **SEEN} for name in named],
        cataloged_properties=PROPERTIES,
        cataloged_values=VALUES,
    )


def ask(tally: FakeTally, *words: str) -> list[dict[str, Any]]:
    done = run(tally, "events", *words, "--format", "json")
    assert done.exit_code == 0, done.stderr
    return list(json.loads(done.stdout))


def test_each_event_stands_beside_the_plan(tally: FakeTally) -> None:
    statuses = {row["event"]: (row["events"], row["status"]) for row in ask(tally)}
    assert statuses["Order Completed"] == (1_204, "planned")
    assert statuses["$pageview"] == (1_204, "built in")
    assert statuses["Till Kicked"] == (1_204, "unplanned")
    assert statuses["Order Refunded"] == (0, "planned"), "what the plan has and never arrived"


def test_people_read_days_and_that_a_planned_event_never_arrived(tally: FakeTally) -> None:
    lines = run(tally, "events").stdout.splitlines()
    assert lines[2].split()[:5] == ["Order", "Completed", "1,204", "2026-03-02", "2026-03-02"]
    (below,) = re.findall("(?m)^Planned, and never arrived: [^.]*Order Refunded", run(tally, "events").stdout)
    assert "Till Kicked" not in below


def test_part_of_a_name_finds_events_in_any_spelling(tally: FakeTally) -> None:
    assert [row["event"] for row in ask(tally, "till_k")] == ["Till Kicked"]


def test_a_name_that_is_none_is_told_with_what_was_meant(tally: FakeTally) -> None:
    done = run(tally, "events", "Oder Completed")
    assert (
        done.exit_code,
        "No event is called 'Oder Completed': did you mean 'Order Completed'" in done.stderr,
    ) == (
        1,
        True,
    )


def test_an_event_s_properties_with_type_share_of_nulls_and_examples(tally: FakeTally) -> None:
    revenue, mood, platform = ask(tally, "order_completed")
    assert (revenue["status"], revenue["planned_type"], revenue["null_share"]) == ("planned", "number", 0)
    assert (mood["status"], mood["planned_type"], mood["null_share"], mood["examples"]) == (
        "unplanned",
        None,
        0.75,
        ["glad"],
    )
    assert platform["status"] == "built in"
    shown = run(tally, "events", "Order Completed").stdout.splitlines()
    assert "75.0 %" in shown[3]
    assert shown[3].endswith("glad")


def test_values_of_a_property(tally: FakeTally) -> None:
    assert ask(tally, "Order Completed", "--property", "mood") == [{"event": "Order Completed", **VALUES[0]}]
    assert tally.asked[-1] == (
        "cataloged_values",
        {"event": "Order Completed", "property": "mood", "most": 20},
    )
    tally.rows["cataloged_values"] = []
    done = run(tally, "events", "Order Completed", "--property", "mood")
    assert done.stdout.startswith("No value of mood that came with Order Completed may be shown")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--property", "mood"), 2, "--property is of an event"),
        (("Oder", "--property", "mood"), 1, "No event is called 'Oder'"),
    ],
)
def test_values_are_of_an_event_that_there_is(
    tally: FakeTally, words: tuple[str, ...], code: int, said: str
) -> None:
    done = run(tally, "events", *words)
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr
