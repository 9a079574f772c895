"""What waits in quarantine: each event once, until it is in the lake."""

from datetime import datetime
from typing import Any

from tally import catalog

from tests.sql.tables import run_query

QUARANTINE = """
quarantine_id | reason        | field            | protocol | source | received_at         | dt         | detail
q-1           | wrong_type    | properties.price | tally    | shop   | 2026-11-20 08:00:00 | 2026-11-20 | is text
q-1           | wrong_type    | properties.price | tally    | shop   | 2026-11-20 08:00:00 | 2026-11-20 | is text
q-2           | wrong_type    | properties.price | tally    | shop   | 2026-11-21 08:00:00 | 2026-11-21 | is text
q-3           | wrong_type    | properties.price | tally    | shop   | 2026-11-22 00:30:00 | 2026-11-21 | is text
q-4           | missing_field | event            | segment  | app    | 2026-11-22 09:00:00 | 2026-11-22 | missing
q-5           | not_an_event  |                  |          |        | 2026-11-22 09:00:00 | 2026-11-22 | stray
q-6           | wrong_type    | $add             | mixpanel | shop   | 2026-11-22 09:00:00 | 2026-11-22 | is text
"""
EVENTS = """
event_id | properties
e-1      | {"quarantine_id":"q-2"}
e-2      | {"quarantine_id":"q-2","note":"quarantine_id"}
e-3      | {"note":"\\"quarantine_id\\""}
e-4      |
"""
PROFILE_UPDATES = """
update_id | place
q-6       | 0
q-6       | 1
r-1-00000 | 0
"""
TABLES = {"quarantine": QUARANTINE, "events": EVENTS, "profile_updates": PROFILE_UPDATES}
EVER = {"since_dt": "1971-01-01", "since": datetime(1971, 1, 2)}


def reasons(**values: Any) -> list[dict[str, str]]:
    query = catalog.report("quarantined_reasons").query
    return run_query(query, {**EVER, **values}, **TABLES)


def ids(**values: Any) -> list[str]:
    wanted = {"reason": "wrong_type", "field": "", "every_field": True, "source": "", "every_source": True}
    query = catalog.report("quarantined_events").query
    found = run_query(query, {**EVER, **wanted, "most": 10, **values}, **TABLES)
    return [row["quarantine_id"] for row in found]


def test_reasons_count_events_that_are_not_in_the_lake() -> None:
    found = [(row["reason"], row.get("source"), row["events"], row["first_seen"]) for row in reasons()]
    assert sorted(found, key=str) == [
        ("missing_field", "app", "1", "2026-11-22 09:00:00"),
        ("not_an_event", None, "1", "2026-11-22 09:00:00"),
        ("wrong_type", "shop", "2", "2026-11-20 08:00:00"),
    ]


def test_since_is_when_the_event_came_whatever_day_it_lies_under() -> None:
    found = reasons(since_dt="2026-11-21", since=datetime(2026, 11, 22))
    assert {row["reason"]: row["events"] for row in found} == {
        "wrong_type": "1",
        "missing_field": "1",
        "not_an_event": "1",
    }


def test_events_of_a_reason_newest_first_and_each_once() -> None:
    assert ids() == ["q-3", "q-1"]
    assert ids(most=1) == ["q-3"]
    assert ids(field="event", every_field=False) == []
    assert ids(reason="missing_field", source="app", every_source=False) == ["q-4"]
    assert ids(reason="missing_field", source="shop", every_source=False) == []
