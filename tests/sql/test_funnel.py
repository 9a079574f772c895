"""The shop's funnel: against drawn cases, and against a walk through every person's events in Python."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sql.tables import check, run

HEAD = "event_id | event_name | occurred_at | business_date | sent_person_key | platform | sender | is_visit"
ORDERS = "person_key | business_date | platform | seen_at | ordered_at | is_cancelled"
STEPS = ("person_key", "business_date", "platform", "step", "occurred_at")
NAMES = ("Product Viewed", "Product Added", "Checkout Started", "Order Completed")
ORDERED = len(NAMES)
DAY_START = datetime(2026, 11, 20)
WINDOW = timedelta(hours=24)

Event = tuple[int, int, timedelta, str]
"""(person, step 1 to 4, time since DAY_START, platform)"""


def funnel(events: Iterable[Event]) -> set[tuple[str, str, int, int, int, int]]:
    """(business_date, platform, viewed, added, checkouts, ordered) by the models."""
    drawn = list(events)
    steps = run(
        "funnel_steps",
        stg_events="\n".join([HEAD, *(_drawn(event) for event in drawn if event[1] < ORDERED)]),
    )
    lines = [" | ".join(row[name] for name in STEPS) for row in steps]
    orders = [_drawn_order(event) for event in drawn if event[1] == ORDERED]
    return {
        (
            row["business_date"],
            row["platform"],
            *(int(row[name]) for name in ("viewed", "added", "checkouts", "ordered")),
        )
        for row in run(
            "funnel_counts",
            funnel_steps="\n".join([" | ".join(STEPS), *lines]),
            orders="\n".join([ORDERS, *orders]),
        )
    }


def _drawn(event: Event) -> str:
    person, step, since, platform = event
    at = DAY_START + since
    return f"e | {NAMES[step - 1]} | {at} | {at.date()} | {person} | {platform} | device | true"


def _drawn_order(event: Event) -> str:
    person, _, since, platform = event
    at = DAY_START + since
    return f"{person} | {at.date()} | {platform} | | {at} | false"


def reached(path: str) -> int:
    """Step that one person reaches: 'A 13:00, C 14:30' are steps 1 and 3 at these times (+1 a day later)."""
    events: list[Event] = []
    for part in path.split(", "):
        step, clock = part.split(" ")
        clock, _, days = clock.partition("+")
        hours, minutes = clock.split(":")
        since = timedelta(days=int(days or 0), hours=int(hours), minutes=int(minutes))
        events.append((1, "ABCD".index(step) + 1, since, "web"))
    first_day = [row for row in funnel(events) if row[:2] == ("2026-11-20", "all")]
    return sum(first_day[0][2:]) if first_day else 0


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("A 09:00", 1),
        ("A 09:00, B 09:05, C 09:10, D 09:15", 4),
        ("A 09:00, B 09:05, D 09:06, C 09:10, D 09:15", 4),
        ("A 09:00, B 09:05, D 09:10", 2),
        ("A 09:00, C 09:05, B 09:10", 2),
        ("B 09:00, A 09:05", 1),
        ("B 09:00, C 09:05, D 09:10", 0),
        ("A 09:00, B 09:00, C 09:00, D 09:00", 4),
        ("A 09:00, B 09:00+1", 2),
        ("A 09:00, B 09:01+1", 1),
        ("A 09:00, B 10:00, C 09:00+1", 3),
        ("A 09:00, B 10:00, C 11:00, D 09:00+1", 4),
        ("A 09:00, B 10:00, C 11:00, D 09:01+1", 3),
        ("A 09:00, A 20:00+1, B 20:05+1", 1),
        ("A 09:00, B 09:05, A 20:00, B 20:05, C 10:00+1, D 11:00+1", 4),
        ("A 09:00, B 09:05, A 20:00, C 10:00+1", 2),
        ("A 23:00, A 08:00+1, B 08:05+1, C 08:10+1, D 08:15+1", 4),
    ],
)
def test_steps_in_order_within_a_day_of_any_view_of_the_day(path: str, step: int) -> None:
    assert reached(path) == step


def test_every_view_counts_as_an_entry_as_in_optimized_re_entry() -> None:
    """Mixpanel's own example (A, A, B, C with C too late for the first A) ends at B by default, at C here."""
    assert reached("A 13:00, A 13:30, B 13:45, C 13:15+1") == 3


def test_phone_in_the_morning_desktop_in_the_evening() -> None:
    """Steps on any platform count for the platform of the view; all counts the person once."""
    hour = timedelta(hours=1)
    assert funnel(
        [
            (1, 1, 7 * hour, "ios"),
            (1, 2, 8 * hour, "ios"),
            (1, 1, 9 * hour, "web"),
            (1, 3, 20 * hour, "web"),
            (1, 4, 21 * hour, "web"),
            (2, 1, 7 * hour, "ios"),
        ]
    ) == {
        ("2026-11-20", "all", 2, 1, 1, 1),
        ("2026-11-20", "ios", 2, 1, 1, 1),
        ("2026-11-20", "web", 1, 0, 0, 0),
    }


def test_devices_of_one_person_walk_together() -> None:
    check(
        "funnel_steps",
        """
        person_key | step | occurred_at
        20         | 1    | 2026-11-20 00:00:00
        30         | 2    | 2026-11-20 00:00:00.001000
        """,
        stg_events="""
        event_id | event_name      | occurred_at         | sent_person_key | sender | is_visit
        a        | Product Viewed  | 2026-11-20 00:00:00 | 10         | device | true
        b        | Product Added   | 2026-11-20 00:00:00.001 | 30     | device | true
        c        | Page Viewed     | 2026-11-20 00:00:00 | 20         | device | true
        """,
        identity_map="""
        device_id | device_key | person_key
        D1        | 10         | 20
        """,
    )


def test_the_entry_is_a_visit_and_a_server_may_tell_the_later_steps_but_no_bot_may() -> None:
    check(
        "funnel_steps",
        """
        person_key | step
        1          | 1
        2          | 3
        4          | 1
        """,
        stg_events="""
        event_name       | occurred_at         | sent_person_key | sender | is_visit
        Product Viewed   | 2026-11-20 00:00:00 | 1          | device | true
        Order Completed  | 2026-11-20 00:00:00 | 1          | server | false
        Product Viewed   | 2026-11-20 00:00:00 | 2          | server | false
        Checkout Started | 2026-11-20 00:00:00 | 2          | server | false
        Product Viewed   | 2026-11-20 00:00:00 | 3          | bot    | false
        Product Added    | 2026-11-20 00:00:00 | 3          | bot    | false
        Product Viewed   | 2026-11-20 00:00:00 | 4          | server | true
        """,
    )


def test_the_last_step_is_an_order_at_the_time_of_its_visit_and_no_cancelled_one() -> None:
    step = "2026-11-20    | web"
    check(
        "funnel_counts",
        """
        business_date | platform | viewed | added | checkouts | ordered
        2026-11-20    | web      | 3      | 3     | 3         | 1
        2026-11-20    | all      | 3      | 3     | 3         | 1
        """,
        funnel_steps=f"""
        person_key | business_date | platform | step | occurred_at
        1          | {step}        | 1    | 2026-11-20 09:00:00
        1          | {step}        | 2    | 2026-11-20 09:00:00
        1          | {step}        | 3    | 2026-11-20 09:00:00
        2          | {step}        | 1    | 2026-11-20 09:00:00
        2          | {step}        | 2    | 2026-11-20 09:00:00
        2          | {step}        | 3    | 2026-11-20 09:00:00
        3          | {step}        | 1    | 2026-11-20 09:00:00
        3          | {step}        | 2    | 2026-11-20 09:00:00
        3          | {step}        | 3    | 2026-11-20 09:00:00
        """,
        orders=f"""
        person_key | business_date | platform | ordered_at     | seen_at             | is_cancelled
        1          | {step}        | 2026-11-20 08:00:00 | 2026-11-20 09:00:00 | false
        2          | {step}        | 2026-11-20 08:00:00 |                     | false
        3          | {step}        | 2026-11-20 10:00:00 |                     | true
        """,
    )


def walked(events: list[Event]) -> set[tuple[str, str, int, int, int, int]]:
    """The same by the definition: try every view of the day, walk on greedily."""
    reach: dict[tuple[str, str, int], int] = {}
    for person, step, start, platform in events:
        if step != 1:
            continue
        level, last = 1, (start, 1)
        own = sorted((since, kind) for who, kind, since, _ in events if who == person)
        for since, kind in own:
            if kind == level + 1 and (since, kind) > last and since - start <= WINDOW:
                level, last = kind, (since, kind)
        for scope in ("all", platform):
            key = (str((DAY_START + start).date()), scope, person)
            reach[key] = max(reach.get(key, 0), level)
    cells = {key[:2] for key in reach}
    return {
        (
            *cell,
            *(sum(level >= step for key, level in reach.items() if key[:2] == cell) for step in (1, 2, 3, 4)),
        )
        for cell in cells
    }


EVENTS = st.lists(
    st.tuples(
        st.integers(1, 2),
        st.integers(1, 4),
        st.integers(0, 60).map(lambda hours: timedelta(hours=hours)),
        st.sampled_from(["web", "ios"]),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS)
def test_the_models_agree_with_a_walk_through_the_events(events: list[Event]) -> None:
    assert funnel(events) == walked(events)
