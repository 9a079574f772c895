"""Where copies of an event may stand: found however the clock was corrected, at a bounded price."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.events.event_time import DAY_MS, believed_ms, claimed_ms, corrected_ms, possible_sending_ms
from tally.domain.events.retries import RETRIED_WITHIN, EventDates, days_of_copies

TODAY = date(2026, 11, 20)
TODAY_MS = (TODAY - date(1970, 1, 1)).days * DAY_MS


def day(shift: int) -> date:
    return TODAY + timedelta(days=shift)


def days(first: int, last: int) -> list[date]:
    return [day(shift) for shift in range(first, last + 1)]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (EventDates(TODAY, TODAY), days(-1, 1)),
        (EventDates(day(-1), TODAY), days(-2, 1)),
        (EventDates(day(-3), TODAY), days(-4, 1)),
        (EventDates(TODAY, TODAY, claimed=day(-3)), days(-4, 1)),
        (EventDates(TODAY, TODAY, is_dated=False), days(-31, 1)),
        (EventDates(TODAY, TODAY, claimed=day(5)), [*days(-31, 1), *days(4, 6)]),
        (EventDates(day(-6000), TODAY), [*days(-6001, -5999), *days(-31, 1)]),
        (EventDates(day(1), TODAY), days(-1, 2)),
        (EventDates(date.min, TODAY), [date.min, date.min + timedelta(days=1), *days(-31, 1)]),
        (EventDates(TODAY, TODAY, claimed=date.max), [*days(-31, 1), date.max - timedelta(days=1), date.max]),
    ],
)
def test_days(event: EventDates, expected: list[date]) -> None:
    assert days_of_copies([event]) == expected


def test_days_of_many_are_distinct_and_sorted() -> None:
    events = [EventDates(day(3), day(3)), EventDates(TODAY, TODAY), EventDates(day(1), day(1))]
    assert days_of_copies(events) == days(-1, 4)
    assert days_of_copies([]) == []


HOURS = st.integers(-24 * 20, 24 * 20)


@given(stated=st.none() | HOURS, sent=st.tuples(HOURS, HOURS), gap=st.integers(0, 29 * 24))
def test_the_second_of_two_deliveries_finds_the_first(
    stated: int | None, sent: tuple[int, int], gap: int
) -> None:
    """Whatever each delivery said of its sending: but for a future time that has come by then."""
    arrivals = TODAY_MS, TODAY_MS + gap * DAY_MS // 24
    time = None if stated is None else TODAY_MS + stated * DAY_MS // 24
    if time is not None and arrivals[0] + DAY_MS < time <= arrivals[1] + DAY_MS:
        return
    first, second = (
        land(time, TODAY_MS + at * DAY_MS // 24, arrival) for at, arrival in zip(sent, arrivals, strict=True)
    )
    assert first.business_date in days_of_copies([second])


def land(time: int | None, sent_at: int, arrival: int) -> EventDates:
    """What landing makes of an event that came with this time, sent then, in UTC epoch milliseconds."""
    possible = possible_sending_ms(sent_at, time, arrival)
    moment = believed_ms(corrected_ms(time, arrival, possible), arrival)
    claimed = claimed_ms(time, moment)
    return EventDates(
        to_date(moment), to_date(arrival), None if claimed is None else to_date(claimed), moment != arrival
    )


def to_date(moment: int) -> date:
    return date(1970, 1, 1) + timedelta(days=moment // DAY_MS)


def test_the_price_is_bounded() -> None:
    old = [EventDates(day(-shift), TODAY) for shift in range(1000, 1010)]
    assert len(days_of_copies(old)) <= 12 + RETRIED_WITHIN.days + 3
