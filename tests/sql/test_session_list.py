"""Sessions one by one over drawn events: what plain Python is not asked."""

import json
from datetime import date
from typing import Any

from tally.domain.reports.sessions import Sessions
from tally.modelling.questions.sessions import bind_sessions

from tests.sql.tables import run_query

EVENTS = """
    event_key | session_id | device_id | occurred_at         | business_date | platform | properties
    2         | 1          | d1        | 2026-05-04 10:00:00 | 2026-05-04    | unknown  | {"mood": "second"}
    1         | 1          | d1        | 2026-05-04 10:00:00 | 2026-05-04    | web      | {"mood": "", "points": 2.0}
    3         | 2          |           | 2026-05-04 11:00:00 | 2026-05-04    | unknown  | {"mood": null}
    4         |            |           | 2026-05-04 12:00:00 | 2026-05-04    | server   | {"mood": "of no visit"}
    5         | 3          | d3        | 2026-05-05 10:00:00 | 2026-05-05    | ios      | {}
    """
SESSIONS = """
    session_id | person_key | user_id | business_date | started_at          | duration_s | events
    1          | 7          |         | 2026-05-04    | 2026-05-04 10:00:00 | 0          | 2
    2          | 8          |         | 2026-05-04    | 2026-05-04 11:00:00 | 0          | 1
    3          | 9          | ana     | 2026-05-05    | 2026-05-05 10:00:00 | 1.5        | 2
    """


def ask(**fields: Any) -> list[tuple[str, list[str | None]]]:
    days: dict[str, Any] = {"first": date(2026, 5, 4), "last": date(2026, 5, 5)}
    asked = Sessions(**({"properties": ("platform", "mood", "points")} | days | fields))
    rows = run_query(bind_sessions(asked), person_events=EVENTS, sessions=SESSIONS)
    return [(row["person"], json.loads(row["first_values"])) for row in rows]


def test_the_first_value_that_is_set_is_told_by_person() -> None:
    assert ask() == [
        ("$device:d1", ["web", "", "2"]),
        ("8", [None, None, None]),
        ("ana", ["ios", None, None]),
    ]


def test_of_too_many_the_latest_are_listed() -> None:
    assert [person for person, _ in ask(most=2)] == ["8", "ana"]


def test_other_days_are_not_read() -> None:
    assert [person for person, _ in ask(last=date(2026, 5, 4))] == ["$device:d1", "8"]
