"""Times as sent, clock correction, late and future events."""

import pytest
from tally.domain.events.event_time import (
    CLOCK_TOLERANCE_MS,
    EARLIEST_MS,
    FUTURE_ALLOWANCE_MS,
    believed_ms,
    claimed_ms,
    corrected_ms,
    epoch_ms,
    possible_sending_ms,
)

SEVEN = 1_795_330_800_000


@pytest.mark.parametrize(
    "sent",
    [
        SEVEN,
        SEVEN / 1000,
        SEVEN // 1000,
        str(SEVEN),
        str(SEVEN // 1000),
        "2026-11-22T07:00:00Z",
        "2026-11-22t07:00:00z",
        "2026-11-22T08:00:00+01:00",
        "2026-11-22 07:00:00.000000+00:00",
        "2026-11-21T21:00:00-10:00",
        "2026-11-22T07:00:00.000999999Z",
    ],
)
def test_one_moment_in_many_words(sent: object) -> None:
    assert epoch_ms(sent) == SEVEN


def test_milliseconds_of_fractional_seconds() -> None:
    assert epoch_ms(1795290792.280055) == 1_795_290_792_280
    assert epoch_ms("1795290792.280055") == 1_795_290_792_280


@pytest.mark.parametrize(
    "sent", [True, None, [], {}, "", "tomorrow", "2026-11-22T07:00:00", "1e999", "nan", "2026-13-01T00:00Z"]
)
def test_no_time_says_what_to_send(sent: object) -> None:
    with pytest.raises(ValueError, match=r"time (is|has)"):
        epoch_ms(sent)


def test_a_time_without_offset_is_utc_where_the_protocol_says_so() -> None:
    assert epoch_ms("2026-11-22T07:00:00", naive_is_utc=True) == SEVEN


def test_the_clock_says_of_itself_how_far_it_is_off() -> None:
    # A phone two hours ahead: it says 09:00 happened, sent at 09:00:05; we received at 07:00:06.
    two_hours = 7_200_000
    assert corrected_ms(SEVEN + two_hours, SEVEN + 6000, SEVEN + two_hours + 5000) == SEVEN + 1000
    assert corrected_ms(SEVEN, SEVEN + 6000) == SEVEN
    assert corrected_ms(None, SEVEN, SEVEN + two_hours) == SEVEN


def test_what_a_page_did_stays_in_order_however_it_arrives() -> None:
    # Two requests at once: the first took 900 ms, the second 5 ms.
    first = corrected_ms(SEVEN, SEVEN + 900, SEVEN)
    second = corrected_ms(SEVEN + 2, SEVEN + 7, SEVEN + 2)
    assert (first, second) == (SEVEN, SEVEN + 2)


@pytest.mark.parametrize("ahead", [1, -1])
def test_a_clock_is_right_until_ten_seconds_off(ahead: int) -> None:
    off = ahead * CLOCK_TOLERANCE_MS
    assert corrected_ms(SEVEN + off, SEVEN, SEVEN + off) == SEVEN
    assert corrected_ms(SEVEN + off - ahead, SEVEN, SEVEN + off - ahead) == SEVEN + off - ahead


def test_only_the_far_future_is_not_believed() -> None:
    assert believed_ms(SEVEN + FUTURE_ALLOWANCE_MS, SEVEN) == SEVEN + FUTURE_ALLOWANCE_MS
    assert believed_ms(SEVEN + FUTURE_ALLOWANCE_MS + 1, SEVEN) == SEVEN
    assert believed_ms(EARLIEST_MS, SEVEN) == EARLIEST_MS


DAY = 24 * 60 * 60 * 1000


@pytest.mark.parametrize(
    "sent_at",
    [
        SEVEN + DAY + 1,
        SEVEN + 400 * DAY,
        253_383_775_183_260,  # a day in the year 9999
        SEVEN - 3_600_000 - CLOCK_TOLERANCE_MS - 1,
        5000,
        -1,
    ],
)
def test_a_time_of_sending_that_cannot_be_is_none(sent_at: int) -> None:
    assert possible_sending_ms(sent_at, SEVEN - 3_600_000, SEVEN) is None


@pytest.mark.parametrize(
    "sent_at", [SEVEN + DAY, SEVEN, SEVEN - 3_600_000, SEVEN - 3_600_000 - CLOCK_TOLERANCE_MS]
)
def test_any_other_is_believed(sent_at: int) -> None:
    assert possible_sending_ms(sent_at, SEVEN - 3_600_000, SEVEN) == sent_at


def test_an_event_without_a_time_leaves_its_sending_alone() -> None:
    assert possible_sending_ms(SEVEN - 400 * DAY, None, SEVEN) == SEVEN - 400 * DAY
    assert possible_sending_ms(None, SEVEN, SEVEN) is None


@pytest.mark.parametrize(
    ("sent", "moment", "claimed"),
    [
        (SEVEN - 3 * DAY, SEVEN, SEVEN - 3 * DAY),
        (SEVEN + 2 * DAY, SEVEN, SEVEN + 2 * DAY),
        (SEVEN - DAY, SEVEN, None),
        (None, SEVEN, None),
        (0, SEVEN, None),
        (10**300, SEVEN, None),
    ],
)
def test_a_time_moved_by_more_than_a_day_is_told(sent: int | None, moment: int, claimed: int | None) -> None:
    assert claimed_ms(sent, moment) == claimed
