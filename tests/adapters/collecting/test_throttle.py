"""The bucket of each write key."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from tally.adapters.collecting.throttle import BURST_S, LONGEST_WAIT_S, EventThrottle


@dataclass
class Clock:
    now: float = 0.0


def throttle(rate: float = 10) -> tuple[EventThrottle, Clock]:
    clock = Clock()
    return EventThrottle(rate, lambda: clock.now), clock


def test_a_burst_then_so_many_a_second() -> None:
    bucket, clock = throttle(10)
    assert [bucket.wait_s("k", 10) for _ in range(BURST_S)] == [0] * BURST_S
    assert bucket.wait_s("k", 10) == 1
    clock.now += 1
    assert bucket.wait_s("k", 10) == 0
    assert bucket.wait_s("k", 1) == 1


def test_a_large_body_passes_and_is_paid_for_afterwards() -> None:
    bucket, clock = throttle(10)
    assert bucket.wait_s("k", 300) == 0
    assert bucket.wait_s("k", 1) == 21
    clock.now += 21
    assert bucket.wait_s("k", 1) == 0


def test_one_key_does_not_pay_for_another() -> None:
    bucket, _ = throttle(10)
    assert bucket.wait_s("k", 50_000) == 0
    assert bucket.wait_s("k", 1) == LONGEST_WAIT_S
    assert bucket.wait_s("other", 1) == 0


def test_requests_without_events_count_as_one() -> None:
    bucket, _ = throttle(1)
    assert [bucket.wait_s("k", 0) for _ in range(BURST_S + 1)] == [0] * BURST_S + [1]


@given(
    st.floats(0.5, 1000),
    st.lists(st.tuples(st.floats(0, 100), st.integers(0, 50_000)), min_size=1, max_size=30),
)
def test_no_key_gets_more_than_the_bound(rate: float, requests: list[tuple[float, int]]) -> None:
    bucket, clock = throttle(rate)
    passed, last = 0, 0
    for pause, events in requests:
        clock.now += pause
        if bucket.wait_s("k", events) == 0:
            passed, last = passed + max(events, 1), max(events, 1)
    assert passed - last <= rate * (BURST_S + clock.now) * 1.000001


@given(st.floats(0.5, 1000), st.integers(1, 50_000))
def test_who_waits_as_told_may_pass(rate: float, events: int) -> None:
    bucket, clock = throttle(rate)
    bucket.wait_s("k", events)
    told = 0
    while wait_s := bucket.wait_s("k", 1):
        assert 0 < wait_s <= LONGEST_WAIT_S
        clock.now += wait_s
        told += 1
    assert told <= events / rate / LONGEST_WAIT_S + 1
