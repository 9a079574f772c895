"""Violations of the tracking plan by hour, event, property and SDK."""

from datetime import datetime

from tests.sql.tables import run

EVENTS = """
dedup_key | event_id | event_name | received_at             | platform | source | protocol | properties | violations
1 | e-1 | Order Completed | 2026-11-22 07:59:59.999 | ios | shop | mixpanel | {"mp_lib":"swift","$lib_version":"4.3"} | ["missing_property:currency","wrong_type:a:b"]
2 | e-2 | Order Completed | 2026-11-22 07:00:00.000 | ios | shop | mixpanel | {"mp_lib":"swift","$lib_version":"4.3"} | ["missing_property:currency"]
3 | e-3 | Order Completed | 2026-11-22 08:00:00.000 | ios | shop | mixpanel | {"mp_lib":"swift","$lib_version":"4.4"} | ["missing_property:currency"]
4 | e-4 | New             | 2026-11-22 08:00:00.000 |     | app  | segment  | {"context":{"library":{"name":"ajs","version":"1.2"}}} | ["unplanned_event"]
5 | e-5 | New             | 2026-11-20 08:00:00.000 |     | app  | segment  | | ["unplanned_event"]
6 | e-6 | Order Completed | 2026-11-22 08:00:00.000 | ios | shop | tally    | |
"""
QUARANTINE = """
quarantine_id | event_id | event_name | received_at         | source | protocol | dt         | violations
q-1           | e-7      | New        | 2026-11-22 08:10:00 | app    | tally    | 2026-11-22 | ["unplanned_event"]
q-1           | e-7      | New        | 2026-11-22 08:10:00 | app    | tally    | 2026-11-22 | ["unplanned_event"]
q-2           | e-8      | New        | 2026-11-22 08:10:00 | app    | tally    | 2026-11-20 | ["unplanned_event"]
q-3           | e-9      | New        | 2026-11-22 08:10:00 | app    | tally    | 2026-11-22 |
"""
VALUES = {"since": datetime(2026, 11, 22), "since_dt": "2026-11-21"}


COLUMNS = "hour_at event_name kind property sdk sdk_version platform source is_refused events sample_event_id"


def test_each_hour_event_property_and_sdk_version_is_a_row() -> None:
    found = run("plan_violations", VALUES, events=EVENTS, quarantine=QUARANTINE)
    order, new = "Order Completed missing_property currency swift", "New unplanned_event"
    assert sorted(" ".join(row[name] or "-" for name in COLUMNS.split()) for row in found) == [
        f"2026-11-22 07:00:00 {order} 4.3 ios shop false 2 e-1",
        "2026-11-22 07:00:00 Order Completed wrong_type a:b swift 4.3 ios shop false 1 e-1",
        f"2026-11-22 08:00:00 {new} - ajs 1.2 unknown app false 1 e-4",
        f"2026-11-22 08:00:00 {new} - tally - unknown app true 1 e-7",
        f"2026-11-22 08:00:00 {order} 4.4 ios shop false 1 e-3",
    ]


def test_nothing_departs_from_the_plan() -> None:
    assert run("plan_violations", VALUES) == []
