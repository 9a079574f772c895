"""Which landing objects are new: nothing is skipped, nothing is taken twice."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tally.domain.events.landing_record import LATENESS, SEEN_RECENTLY, SEEN_UNTIL, LandingRecord, mark

from tests.fakes import Landed

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def landed(name: str, second: int) -> Landed:
    return Landed(f"landing/dt=2026-11-20/{name}.parquet", NOON + timedelta(seconds=second))


def keys(objects: list[Landed]) -> list[str]:
    return [one.key for one in objects]


def test_an_empty_record_takes_everything_oldest_first() -> None:
    objects = [landed("c", 5), landed("b", 5), landed("a", 9)]
    record = LandingRecord.from_summary({})
    assert record.look_since < datetime(1971, 1, 1, tzinfo=UTC)
    assert keys(record.new_among(objects)) == keys([objects[1], objects[0], objects[2]])
    assert record.to_summary() == {}


def test_the_record_survives_the_snapshot_summary() -> None:
    objects = [landed("b", 0), landed("a", 1)]
    record = LandingRecord().after(objects, objects)
    summary = record.to_summary()
    assert summary == {
        SEEN_UNTIL: "2026-11-20T12:00:01+00:00",
        SEEN_RECENTLY: json.dumps(sorted(map(mark, objects)), separators=(",", ":")),
    }
    assert LandingRecord.from_summary({**summary, "added-records": "7"}) == record


def test_an_object_that_shows_up_late_is_new_and_an_older_one_is_history() -> None:
    first = [landed("a", 0)]
    record = LandingRecord().after(first, first)
    margin = int(LATENESS.total_seconds())
    late, too_old = landed("late", -margin), landed("too old", -margin - 1)
    assert keys(record.new_among([*first, late, too_old])) == [late.key]


def test_names_older_than_the_margin_are_forgotten() -> None:
    old, new = landed("old", 0), landed("new", int(LATENESS.total_seconds()) + 1)
    record = LandingRecord().after([old], [old])
    record = record.after([old, new], [new])
    assert record.seen_recently == {mark(new)}
    assert record.new_among([old, new]) == []


def test_a_late_object_does_not_turn_time_back() -> None:
    new, late = landed("new", 100), landed("late", 1)
    record = LandingRecord().after([new], [new]).after([new, late], [late])
    assert record.seen_until == new.modified_at
    assert record.new_among([new, late]) == []


def test_nothing_taken_changes_nothing() -> None:
    record = LandingRecord(NOON, frozenset({"x"}))
    assert record.after([landed("a", 1)], []) is record


@given(
    stamps=st.lists(st.tuples(st.integers(0, 7200), st.integers(0, 899)), max_size=20),
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=8),
    looks=st.lists(st.integers(0, 9000), max_size=12),
)
def test_every_object_is_taken_exactly_once(
    stamps: list[tuple[int, int]], sizes: list[int], looks: list[int]
) -> None:
    """Objects are stamped, then listed up to 15 minutes later; runs come at any time, of any size."""
    objects = [(landed(str(n), stamp), stamp + delay) for n, (stamp, delay) in enumerate(stamps)]
    record, taken = LandingRecord(), []
    for turn, now in enumerate([*sorted(looks), *[10_000] * 30]):
        listed = [one for one, appears in objects if appears <= now and one.modified_at >= record.look_since]
        batch = record.new_among(listed)[: sizes[turn % len(sizes)]]
        taken += keys(batch)
        record = LandingRecord.from_summary(record.after(listed, batch).to_summary())
    assert sorted(taken) == sorted(one.key for one, _ in objects)
