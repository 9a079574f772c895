"""commit_events: the order of its effects, and one lake whatever happens on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.errors import TemporaryFailure
from tally.domain.events.landing_record import LandingRecord
from tally.use_cases.commit_events import CommitEvents, Committed

from tests.fakes import (
    Event,
    FakeDuplicateCheck,
    FakeLake,
    FakeLandingArea,
    FakeLandingIndex,
    Journal,
    Killed,
    Landed,
    Rows,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)


def landed(second: int, *events: Event) -> Landed:
    key = f"landing/dt=2026-11-20/{second:05}.parquet"
    return Landed(key, NOON + timedelta(seconds=second), Rows(events))


class World:
    """One bucket and one lake, over runs that may be killed."""

    def __init__(self, objects: Sequence[Landed], rows_per_commit: int = 200_000) -> None:
        self.index = FakeLandingIndex(list(objects))
        self.lake = FakeLake(Journal())
        self.quarantine = FakeLandingArea(Journal(), "quarantine")
        self.rows_per_commit = rows_per_commit

    def commit(self, journal: Journal | None = None) -> Committed:
        self.journal = journal or Journal()
        self.lake.journal = self.quarantine.journal = self.index.journal = self.journal
        return CommitEvents(
            self.index, self.lake, FakeDuplicateCheck(), self.quarantine, self.rows_per_commit
        )()

    def commit_all(self) -> list[Committed]:
        return list(iter(self.commit, Committed()))

    def quarantined(self) -> set[Event]:
        return {event for rows in self.quarantine.objects.values() for event in rows}


def test_quarantine_first_then_rows_and_record_together() -> None:
    first, again, other, second = Event("a", "1"), Event("a", "1"), Event("a", "2"), Event("b", "1")
    objects = [landed(1, first, again), landed(2, other, second)]
    world = World(objects)
    assert world.commit() == Committed(committed=2, duplicates=1, quarantined=1, objects=2)
    (name,) = world.quarantine.objects
    record = LandingRecord().after(objects, objects).to_summary()
    assert world.journal.effects == [("put to quarantine", name), ("append", (first, second), record)]
    assert world.quarantined() == {other}


def test_nothing_landed_is_no_commit() -> None:
    world = World([])
    assert world.commit() == Committed()
    assert world.journal.effects == []


def test_objects_without_news_are_recorded_all_the_same() -> None:
    world = World([landed(1, Event("a", "1"))])
    world.commit()
    world.index.objects.append(landed(2, Event("a", "1")))
    assert world.commit() == Committed(duplicates=1, objects=1)
    assert world.commit() == Committed()


def unreadable(second: int) -> Landed:
    return replace(landed(second), events=None)


def test_what_cannot_be_read_is_set_aside_and_the_rest_goes_on() -> None:
    good, bad = landed(1, Event("a", "1")), unreadable(2)
    world = World([bad, good])
    assert world.commit() == Committed(committed=1, objects=1)
    record = LandingRecord().after([good, bad], [good]).to_summary()
    assert world.journal.effects == [("set aside", bad.key), ("append", (Event("a", "1"),), record)]
    assert world.commit() == Committed()


def test_nothing_but_what_cannot_be_read_is_no_commit() -> None:
    world = World([unreadable(1), unreadable(2)])
    assert world.commit() == Committed()
    assert [effect[0] for effect in world.journal.effects] == ["set aside", "set aside"]


def test_what_was_set_aside_and_is_put_back_later_is_taken_in() -> None:
    """However long it lay apart: putting it back makes it new."""
    world = World([unreadable(1), landed(2, Event("a", "1"))])
    world.commit()
    world.index.objects.append(landed(5000, Event("b", "1")))
    world.commit()
    world.index.objects.append(replace(landed(1, Event("c", "1")), modified_at=NOON + timedelta(hours=9)))
    assert world.commit() == Committed(committed=1, objects=1)


def test_a_commit_takes_whole_objects_up_to_its_limit() -> None:
    world = World([landed(n, Event(f"{n}a", ""), Event(f"{n}b", "")) for n in range(5)], rows_per_commit=3)
    results = world.commit_all()
    assert [(result.objects, result.remaining) for result in results] == [(2, True), (2, True), (1, False)]


def test_a_repeat_is_found_on_the_days_where_the_check_says_it_may_stand() -> None:
    """A fake event arrives on its business date, so on the days around that one."""
    for days, found in ((-1, 1), (1, 1), (2, 0)):
        world = World([landed(1, Event("a", "1"))])
        world.commit()
        world.index.objects.append(landed(2, Event("a", "1", DAY + timedelta(days=days))))
        assert world.commit().duplicates == found


def test_another_writer_makes_the_run_fail_and_the_next_one_finds_the_same_objects() -> None:
    world = World([landed(1, Event("a", "1"))])
    world.lake.another_writer = True
    with pytest.raises(TemporaryFailure):
        world.commit()
    world.lake.another_writer = False
    assert world.commit() == Committed(committed=1, objects=1)


def test_a_run_that_another_writer_overtook_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World([landed(1, Event("a", "1"))])
    append, rivals = world.lake.append, iter([True, True])

    def overtaken(rows: Rows, record: Mapping[str, str]) -> None:
        if next(rivals, False):
            raise TemporaryFailure("another commit came first")
        append(rows, record)

    monkeypatch.setattr(world.lake, "append", overtaken)
    assert world.commit() == Committed(committed=1, objects=1)
    assert world.commit() == Committed()


EVENTS = st.builds(
    Event,
    key=st.sampled_from("abcd"),
    payload=st.sampled_from("123"),
    day=st.sampled_from([DAY, DAY + timedelta(days=1)]),
)


@st.composite
def landings(draw: st.DrawFn, events: Sequence[Event]) -> list[Landed]:
    """The events, in their order, cut into objects that landed at some seconds."""
    cuts = sorted(draw(st.lists(st.integers(0, len(events)), max_size=5)))
    parts = zip([0, *cuts], [*cuts, len(events)], strict=True)
    seconds = sorted(draw(st.lists(st.integers(0, 3000), min_size=6, max_size=6, unique=True)))
    return [landed(second, *events[a:b]) for second, (a, b) in zip(seconds, parts, strict=False)]


def in_arrival_order(events: Sequence[Event]) -> list[Event]:
    return [Event(event.key, event.payload, event.day, place) for place, event in enumerate(events)]


@given(data=st.data(), events=st.lists(EVENTS, max_size=12).map(in_arrival_order), limit=st.integers(1, 12))
def test_one_lake_however_events_are_split_over_objects_and_commits(
    data: st.DataObject, events: list[Event], limit: int
) -> None:
    whole = World([landed(0, *events)])
    whole.commit_all()
    split = World(data.draw(landings(events)), rows_per_commit=limit)
    results = split.commit_all()
    assert sorted(split.lake.events(), key=repr) == sorted(whole.lake.events(), key=repr)
    assert {(e.key, e.payload) for e in split.quarantined()} == {
        (e.key, e.payload) for e in whole.quarantined()
    }
    assert sum(result.committed for result in results) == len({event.key for event in events})


@given(data=st.data(), events=st.lists(EVENTS, max_size=12), limit=st.integers(1, 12))
def test_in_any_order_every_key_is_in_the_lake_once_and_no_payload_is_lost(
    data: st.DataObject, events: list[Event], limit: int
) -> None:
    mixed = data.draw(st.permutations(in_arrival_order(events)))
    world = World(data.draw(landings(mixed)), rows_per_commit=limit)
    world.commit_all()
    held = [(event.key, event.payload) for event in world.lake.events()]
    refused = {(event.key, event.payload) for event in world.quarantined()}
    assert sorted(key for key, _ in held) == sorted({event.key for event in events})
    assert set(held) | refused == {(event.key, event.payload) for event in events}
    assert not set(held) & refused


@given(
    data=st.data(),
    events=st.lists(EVENTS, max_size=12).map(in_arrival_order),
    limit=st.integers(1, 12),
    bad=st.lists(st.integers(3001, 4000), max_size=2, unique=True),
    crashes=st.lists(st.integers(0, 3), max_size=6),
)
def test_killed_anywhere_and_run_again_it_is_the_same_lake(
    data: st.DataObject, events: list[Event], limit: int, bad: list[int], crashes: list[int]
) -> None:
    objects = data.draw(landings(events)) + [unreadable(second) for second in bad]
    calm, troubled = World(objects, limit), World(objects, limit)
    calm.commit_all()
    for place in crashes:
        try:
            troubled.commit(Journal(killed_before=place))
        except Killed:
            continue
    troubled.commit_all()
    assert list(troubled.lake.events()) == list(calm.lake.events())
    assert troubled.lake.summary == calm.lake.summary
    assert troubled.quarantine.objects == calm.quarantine.objects


def test_the_kill_points_are_all_reached() -> None:
    """Guards the test above: one object set aside, a conflict, a commit, and a kill stops before each."""
    for place in count():
        world = World([landed(1, Event("a", "1"), Event("a", "2")), unreadable(2)])
        try:
            world.commit(Journal(killed_before=place))
        except Killed:
            assert len(world.journal.effects) == place
        else:
            break
    assert place == 3
