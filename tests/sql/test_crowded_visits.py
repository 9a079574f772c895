"""Visits of crowded devices find their sessions by key; all others by their times."""

from collections.abc import Iterator

from tally.domain.reports.windows import MOST_SESSIONS_OF_A_DAY

from tests.sql.build import Build
from tests.sql.tables import check
from tests.sql.test_sessions import HEAD, a_visit

KIOSK, PHONE, TOUCHED = 7, 8, 9


def test_a_device_is_crowded_from_one_session_more_than_one_user_can_have() -> None:
    assert _sessions_by_key(MOST_SESSIONS_OF_A_DAY) == []
    found = _sessions_by_key(MOST_SESSIONS_OF_A_DAY + 1)
    assert len(found) == 2 * (MOST_SESSIONS_OF_A_DAY + 1)
    assert all(is_right and device == KIOSK for device, is_right in found)


def test_so_is_one_with_two_sessions_in_one_millisecond() -> None:
    check(
        "crowded_visits",
        """
        event_key | session_id
        1         | 10
        2         | 10
        3         | 11
        """,
        device_sessions="""
        session_id | device_key | business_date | started_at          | ended_at            | first_event_key
        10         | 9          | 2026-11-20    | 2026-11-20 09:00:00 | 2026-11-20 09:01:00 | 1
        11         | 9          | 2026-11-20    | 2026-11-20 09:01:00 | 2026-11-20 09:01:00 | 3
        12         | 9          | 2026-11-21    | 2026-11-21 09:01:00 | 2026-11-21 09:01:00 | 4
        """,
        stg_events="\n".join(
            [
                HEAD,
                a_visit(1, "2026-11-20 09:00:00", device=TOUCHED),
                a_visit(2, "2026-11-20 09:01:00", device=TOUCHED),
                a_visit(3, "2026-11-20 09:01:00", device=TOUCHED),
                a_visit(4, "2026-11-21 09:01:00", device=TOUCHED),
            ]
        ),
    )


def _sessions_by_key(changes: int) -> list[tuple[int, bool]]:
    """(device, whether the session is that of the visit's user) of a kiosk whose user changes so often.

    A phone with one visit is beside it.
    """
    rows = [*_kiosk(changes), a_visit(900, "2026-11-20 09:00:00", device=PHONE)]
    build = Build({"stg_events": "\n".join([HEAD, *rows])}, ["crowded_visits"])
    found: list[tuple[int, bool]] = build.rows(
        "select crowded_visits.device_key, device_sessions.user_key = stg_events.sent_person_key "
        "from crowded_visits "
        "inner join stg_events on stg_events.event_key = crowded_visits.event_key "
        "left join device_sessions on device_sessions.session_id = crowded_visits.session_id"
    )
    return found


def _kiosk(changes: int) -> Iterator[str]:
    for place in range(2 * changes):
        user = place // 2
        at = f"2026-11-20 09:{place // 60:02}:{place % 60:02}"
        yield a_visit(place, at, device=KIOSK, user=f"user {user}", key=100 + user)
