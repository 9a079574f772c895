"""land_events: order of effects, names of objects, and which messages come again."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

import pytest
from tally.domain.collecting.queue_message import QueueMessage, batch_id_of
from tally.domain.collecting.receipt import Receipt, pack
from tally.domain.collecting.weight import EVENT_BYTES
from tally.domain.errors import Misconfigured, PermanentFailure, TallyError, TemporaryFailure
from tally.ports.landing import ReadBatch
from tally.use_cases.land_events import MAX_OBJECT_BYTES, Landed, LandEvents

from tests.fakes import FakeLandingArea, Journal, Killed, Rows
from tests.landing import RECEIVED_AT_MS, a_receipt

CLAIMED = b"a large body"


class FakeReader:
    """A body that says "bad" is rejected, one that says "profile" is an update, any other is one event.

    On "unforeseen" it fails as our own code might.
    """

    def __init__(self, plan_mark: str = "") -> None:
        self.plan_mark = plan_mark

    def read(
        self, batch_id: str, parcels: Iterable[tuple[Receipt, bytes]], strays: Iterable[QueueMessage] = ()
    ) -> ReadBatch:
        bodies = [body.decode() for _, body in parcels]
        if "unforeseen" in bodies:
            raise KeyError("what a customer wrote")
        events = Rows(body for body in bodies if body not in ("bad", "profile"))
        profiles = Rows(body for body in bodies if body == "profile")
        bad = [body for body in bodies if body == "bad"] + [stray.text for stray in strays]
        return ReadBatch(events, profiles, Rows(bad))


class StricterReader(FakeReader):
    """It refuses everything."""

    def read(
        self, batch_id: str, parcels: Iterable[tuple[Receipt, bytes]], strays: Iterable[QueueMessage] = ()
    ) -> ReadBatch:
        return ReadBatch(Rows(), Rows(), Rows(body.decode() for _, body in parcels))


@dataclass
class FakeClaims:
    failure: TallyError | None = None
    fetched: int = 0

    def put(self, body: bytes) -> str:
        raise NotImplementedError("landing only fetches")

    def get(self, key: str) -> bytes:
        self.fetched += 1
        if self.failure:
            raise self.failure
        return CLAIMED


class Lander:
    """land_events on fakes."""

    def __init__(
        self,
        failure: TallyError | None = None,
        killed_before: int | None = None,
        max_object_bytes: int = MAX_OBJECT_BYTES,
    ) -> None:
        self.journal = Journal(killed_before)
        self.landing = FakeLandingArea(self.journal, "landing")
        self.profiles = FakeLandingArea(self.journal, "profiles")
        self.quarantine = FakeLandingArea(self.journal, "quarantine")
        self.claims = FakeClaims(failure)
        self.land = LandEvents(
            self.claims, FakeReader(), self.landing, self.profiles, self.quarantine, max_object_bytes
        )

    @property
    def objects(self) -> list[dict[str, Rows]]:
        """What lies where."""
        return [dict(area.objects) for area in (self.landing, self.profiles, self.quarantine)]


def a_message(message_id: str, body: str = "good", **facts: object) -> QueueMessage:
    return QueueMessage(message_id, RECEIVED_AT_MS + 50, pack(a_receipt(**facts), body))


def test_quarantine_is_written_before_profiles_and_events() -> None:
    lander = Lander()
    messages = [a_message("m-1"), a_message("m-2", "bad"), a_message("m-3", "profile")]
    assert lander.land(messages) == Landed(events=1, profile_rows=1, rejected=1, messages=3)
    name = f"dt=2026-11-22/{batch_id_of(messages)}"
    assert lander.journal.effects == [
        ("put to quarantine", name),
        ("put to profiles", name),
        ("put to landing", name),
    ]


def test_nothing_is_written_without_rows() -> None:
    lander = Lander()
    lander.land([a_message("m-1")])
    assert [effect[0] for effect in lander.journal.effects] == ["put to landing"]
    assert lander.land([]) == Landed()


def test_the_same_batch_again_writes_to_the_same_names() -> None:
    lander = Lander()
    messages = [a_message("m-1"), a_message("m-2", "bad")]
    lander.land(messages)
    before = lander.objects
    for _ in range(20):
        lander.land(messages[::-1])
    assert lander.objects == before


@pytest.mark.parametrize("killed_before", range(6))
@pytest.mark.parametrize("max_object_bytes", [1, MAX_OBJECT_BYTES])
def test_killed_between_writes_then_run_again(killed_before: int, max_object_bytes: int) -> None:
    bodies = ("good", "bad", "profile") * 2
    messages = [a_message(f"m-{number}", body) for number, body in enumerate(bodies)]
    whole = Lander(max_object_bytes=max_object_bytes)
    whole.land(messages)
    lander = Lander(killed_before=killed_before, max_object_bytes=max_object_bytes)
    if killed_before < len(whole.journal.effects):
        with pytest.raises(Killed):
            lander.land(messages)
    lander.journal = lander.landing.journal = lander.profiles.journal = lander.quarantine.journal = Journal()
    lander.land(messages)
    assert lander.objects == whole.objects


def test_killed_then_run_again_by_another_plan_nothing_is_lost() -> None:
    """The plan ahead refuses what the one before took: its quarantine is written beside the one before."""
    messages = [a_message("m-1"), a_message("m-2", "bad")]
    lander = Lander(killed_before=1)
    with pytest.raises(Killed):
        lander.land(messages)
    lander.journal = lander.landing.journal = lander.quarantine.journal = Journal()
    stricter = replace(lander.land, reader=StricterReader("v2"))
    assert stricter(messages) == Landed(rejected=2, messages=2)
    assert sorted(map(len, lander.quarantine.objects.values())) == [1, 2]


def test_large_bodies_land_in_several_objects_always_the_same() -> None:
    messages = [a_message(f"m-{number}", "x" * 40 if number % 3 else "bad") for number in range(10)]
    lander = Lander(max_object_bytes=100)
    assert lander.land(messages) == Landed(events=6, rejected=4, messages=10)
    assert sorted(map(len, lander.landing.objects.values())) == [3, 3]
    before = lander.objects
    lander.land(messages[::-1])
    assert lander.objects == before


@pytest.mark.parametrize("facts", [{"text_bytes": 60}, {"events": 1}])
def test_bodies_that_unzip_to_much_land_in_several_objects(facts: dict[str, int]) -> None:
    messages = [a_message(f"m-{number}", **facts) for number in range(4)]
    limit = 100 + facts.get("events", 0) * EVENT_BYTES
    lander = Lander(max_object_bytes=limit)
    assert lander.land(messages).events == 4
    assert sorted(map(len, lander.landing.objects.values())) == [2, 2]


def test_when_time_is_up_the_rest_comes_again_and_what_landed_stays() -> None:
    messages = [a_message(f"m-{number}", "x" * 40) for number in range(9)]
    lander = Lander(max_object_bytes=100)
    left = iter([True, False])
    landed = lander.land(messages, lambda: next(left))
    assert (landed.events, landed.failed_message_ids) == (6, ("m-6", "m-7", "m-8"))
    again = lander.land([each for each in messages if each.message_id in landed.failed_message_ids])
    assert (again.events, len(lander.landing.objects)) == (3, 3)


def test_messages_without_time_are_not_even_opened() -> None:
    lander = Lander(max_object_bytes=1)
    claims = [a_message(f"m-{number}", "", claim="claims/x") for number in range(4)]
    left = iter([True, False])
    assert lander.land(claims, lambda: next(left)).failed_message_ids == ("m-2", "m-3")
    assert lander.claims.fetched == 2


def test_the_oldest_land_first() -> None:
    old, new = a_message("m-2"), replace(a_message("m-1"), sent_at_ms=RECEIVED_AT_MS + 51)
    assert Lander(max_object_bytes=1).land([new, old], lambda: False).failed_message_ids == ("m-1",)


def test_five_receives_suffice_where_one_lands_a_quarter_of_a_full_batch() -> None:
    """Fresh messages keep every batch full, until none come any more; message ids are in no order of time."""
    size, lander = 20, Lander(max_object_bytes=1)
    fresh = deque(
        replace(a_message(f"m-{number * 37 % 101}"), sent_at_ms=RECEIVED_AT_MS + number)
        for number in range(3 * size)
    )
    receives: Counter[str] = Counter()
    returned: list[QueueMessage] = []
    while fresh or returned:
        batch = returned + [fresh.popleft() for _ in range(min(len(fresh), size - len(returned)))]
        receives.update(each.message_id for each in batch)
        times = iter([True] * (size // 4 - 1) + [False])
        failed = lander.land(batch, partial(next, times)).failed_message_ids
        returned = [each for each in batch if each.message_id in failed]
    assert len(receives) == len(lander.landing.objects) == 3 * size
    assert max(receives.values()) <= 5


def test_a_message_delivered_twice_in_one_batch_lands_once() -> None:
    assert Lander().land([a_message("m-1"), a_message("m-1")]).events == 1


def test_the_day_is_that_of_the_earliest_body() -> None:
    lander = Lander()
    lander.land([a_message("m-1"), a_message("m-2", received_at_ms=RECEIVED_AT_MS - 86_400_000)])
    assert next(iter(lander.landing.objects)).startswith("dt=2026-11-21/")


def test_claims_are_fetched() -> None:
    lander = Lander()
    lander.land([a_message("m-1", "", claim="claims/x")])
    assert list(lander.landing.objects.values()) == [Rows(["a large body"])]


@pytest.mark.parametrize(
    "failure", [TemporaryFailure("slow down"), PermanentFailure("no such key"), Misconfigured("forbidden")]
)
def test_only_the_message_without_its_claim_comes_again(failure: TallyError) -> None:
    lander = Lander(failure)
    good = a_message("m-1")
    landed = lander.land([good, a_message("m-2", "", claim="claims/x")])
    assert landed == Landed(events=1, messages=1, failed_message_ids=("m-2",))
    # Were it in the name, the whole batch delivered again would find that name taken, and lose the claim.
    assert list(lander.landing.objects) == [f"dt=2026-11-22/{batch_id_of([good])}"]


def test_only_the_message_that_we_fail_on_comes_again() -> None:
    lander = Lander()
    bodies = ("good", "unforeseen", "bad", "unforeseen", "profile")
    landed = lander.land([a_message(f"m-{number}", body) for number, body in enumerate(bodies)])
    assert (landed.events, landed.rejected, landed.profile_rows, landed.messages) == (1, 1, 1, 3)
    assert landed.failed_message_ids == ("m-1", "m-3")
    assert [fault.split(":")[0] for fault in landed.faults] == ["KeyError at test_land_events.py"] * 2
    before = lander.objects
    assert lander.land([a_message("m-1", "unforeseen")]).failed_message_ids == ("m-1",)
    assert lander.objects == before


def test_a_batch_of_missing_claims_writes_nothing() -> None:
    lander = Lander(TemporaryFailure("slow down"))
    assert lander.land([a_message("m-1", "", claim="claims/x")]) == Landed(failed_message_ids=("m-1",))
    assert lander.journal.effects == []


@pytest.mark.parametrize(
    "text",
    [
        "no parcel",
        "",
        "{}\nbody",
        "[]\nbody",
        "null\n",
        '{"protocol":"amplitude"}\n',
        "[" * 100_000 + "\n",
        '{"receipt_id":1,"protocol":"tally","route":"/","source":"s","received_at_ms":1}\n',
        '{"receipt_id":"r","protocol":"tally","route":"/","source":"s","received_at_ms":"1"}\n',
        '{"receipt_id":"r","protocol":"tally","route":"/","source":"s","received_at_ms":1e99}\n',
        '{"receipt_id":"r","protocol":"tally","route":"/","source":"s","received_at_ms":999999999999999}\n',
        '{"receipt_id":"r","protocol":"tally","route":"/","source":"s","received_at_ms":1,"query":null}\n',
        '{"receipt_id":"r","protocol":"tally","route":"/","source":"s","received_at_ms":1,"write_key":7}\n',
    ],
)
def test_what_the_collector_did_not_write_is_quarantined_and_acknowledged(text: str) -> None:
    lander = Lander()
    landed = lander.land([QueueMessage("m-1", RECEIVED_AT_MS, text), a_message("m-2")])
    assert landed == Landed(events=1, rejected=1, messages=2)
    assert list(lander.quarantine.objects.values()) == [Rows([text])]
