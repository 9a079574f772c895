"""What `tally import` tells at its end: stored, and refused by reason, of what it has just posted."""

from datetime import date, datetime

from tally.modelling import catalog

from tests.sql.tables import run_query

EVENTS = """
dedup_key | received_at         | occurred_at         | business_date | protocol
1         | 2026-11-22 08:00:00 | 2026-03-02 06:00:00 | 2026-03-02    | tally
2         | 2026-11-22 08:05:00 | 2026-03-02 09:00:00 | 2026-03-02    | tally
3         | 2026-11-22 07:59:59 | 2026-03-02 07:00:00 | 2026-03-02    | tally
4         | 2026-11-22 08:01:00 | 2026-11-22 08:00:59 | 2026-11-22    | tally
5         | 2026-11-22 08:01:00 | 2026-03-02 07:00:00 | 2026-03-02    | segment
"""
QUARANTINE = """
quarantine_id | reason       | received_at         | protocol | dt
q-1           | wrong_type   | 2026-11-22 08:00:00 | tally    | 2026-11-22
q-1           | wrong_type   | 2026-11-22 08:00:00 | tally    | 2026-11-22
q-2           | out_of_range | 2026-11-22 08:01:00 | tally    | 2026-11-22
q-3           | wrong_type   | 2026-11-22 08:06:00 | tally    | 2026-11-22
q-4           | wrong_type   | 2026-11-22 08:01:00 | mixpanel | 2026-11-22
"""
VALUES = {
    "since": datetime(2026, 11, 22, 8),
    "until": datetime(2026, 11, 22, 8, 5),
    "first": datetime(2026, 3, 2, 6),
    "last": datetime(2026, 3, 2, 9),
    "first_date": date(2026, 3, 1),
    "last_date": date(2026, 3, 3),
    "since_dt": "2026-11-21",
}


def test_only_what_was_posted_just_now_counts() -> None:
    rows = run_query(catalog.query("import_counts").sql, VALUES, events=EVENTS, quarantine=QUARANTINE)
    assert {row.get("reason"): row["events"] for row in rows} == {
        None: "2",
        "wrong_type": "1",
        "out_of_range": "1",
    }
