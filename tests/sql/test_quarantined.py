"""What waits in quarantine: each event once, until it is in the lake."""

from datetime import datetime
from typing import Any

from tally.modelling import catalog

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
REFUSED_TWICE = """
quarantine_id | reason      | event_name | received_at         | dt         | detail | raw
q-1           | wrong_type  | Bought     | 2026-11-20 08:00:00 | 2026-11-20 | text   | {"event":"Bought"}
q-7           | wrong_type  | Bought     | 2026-11-21 08:00:00 | 2026-11-21 | text   | {"properties":{"quarantine_id":"q-1"}}
q-8           | not_allowed | Bought     | 2026-11-21 09:00:00 | 2026-11-21 | plan   | {"properties":{"quarantine_id":"q-1"}}
q-9           | not_json    |            | 2026-11-20 08:00:00 | 2026-11-20 | NaN    | [{"price":NaN},{"event":"Bought"}]
q-10          | wrong_type  | Bought     | 2026-11-21 09:00:00 | 2026-11-21 | text   | {"properties":{"quarantine_id":"q-9"}}
q-11          | wrong_type  | Bought     | 2026-11-21 09:00:00 | 2026-11-21 | text   | {"properties":{"quarantine_id":"sent"}}
q-12          | not_json    |            | 2026-11-21 09:00:00 | 2026-11-21 | cut    | {"properties":{"quarantine_id":"q-1"
"""
TABLES = {"quarantine": QUARANTINE, "events": EVENTS, "profile_updates": PROFILE_UPDATES}
EVER: dict[str, Any] = {"since_dt": "1971-01-01", "since": datetime(1971, 1, 2)}


def reasons(**values: Any) -> list[dict[str, str]]:
    query = catalog.query("quarantined_reasons").sql
    return run_query(query, {**EVER, **values}, **TABLES)


def ids(**values: Any) -> list[str]:
    wanted: dict[str, Any] = {
        "reason": "wrong_type",
        "field": "",
        "every_field": True,
        "source": "",
        "every_source": True,
    }
    query = catalog.query("quarantined_events").sql
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


def test_an_event_refused_again_counts_as_its_first_row() -> None:
    tables = {**TABLES, "quarantine": REFUSED_TWICE, "events": "event_id | properties"}
    query = catalog.query("quarantined_reasons").sql
    counts = {row["reason"]: row["events"] for row in run_query(query, EVER, **tables)}
    assert counts == {"wrong_type": "3", "not_json": "2"}
    wanted: dict[str, Any] = {
        "reason": "wrong_type",
        "field": "",
        "every_field": True,
        "source": "",
        "every_source": True,
    }
    query = catalog.query("quarantined_events").sql
    found = run_query(query, {**EVER, **wanted, "most": 10}, **tables)
    assert {row["quarantine_id"] for row in found} == {"q-1", "q-10", "q-11"}


def test_refusals_of_events_sent_again_name_the_first_row() -> None:
    query = catalog.query("quarantined_again").sql
    found = run_query(query, {"since_dt": "2026-11-21"}, quarantine=REFUSED_TWICE)
    again = {row["quarantine_id"]: row.get("first_quarantine_id") for row in found}
    assert again == {"q-7": "q-1", "q-8": "q-1", "q-10": "q-9", "q-11": "sent", "q-12": None}


def test_what_was_taken_out_is_found_by_its_keys_once() -> None:
    quarantine = """
    quarantine_id | reason     | dedup_key            | business_date | detail
    q-1           | withheld   | -9103581783657204525 | 2026-11-20    | too large
    q-1           | withheld   | -9103581783657204525 | 2026-11-20    | too large
    q-2           | wrong_type | 2                    | 2026-11-20    | text
    q-3           | withheld   | 3                    | 2026-11-21    | a test
    """
    rows = run_query(catalog.query("withheld_events").query, {}, quarantine=quarantine)
    assert [(row["dedup_key"], str(row["business_date"])[:10], row["detail"]) for row in rows] == [
        ("3", "2026-11-21", "a test"),
        ("-9103581783657204525", "2026-11-20", "too large"),
    ]


def test_arrivals_by_hour_count_what_landed_and_what_was_refused_once() -> None:
    landing = """
    event_id | received_at         | dt
    e-1      | 2026-11-22 00:10:00 | 2026-11-21
    e-2      | 2026-11-22 09:10:00 | 2026-11-22
    e-3      | 2026-11-22 09:59:59 | 2026-11-22
    e-4      | 2026-11-20 09:00:00 | 2026-11-20
    """
    query = catalog.query("arrivals_by_hour").sql
    values = {"since_dt": "2026-11-21", "since": datetime(2026, 11, 22)}
    assert run_query(query, values, landing=landing, quarantine=QUARANTINE) == [
        {"hour_at": "2026-11-22 00:00:00", "landed": "1", "quarantined": "1"},
        {"hour_at": "2026-11-22 09:00:00", "landed": "2", "quarantined": "3"},
    ]
