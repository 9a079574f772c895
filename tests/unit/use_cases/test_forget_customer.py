"""forget_customer: place by place, a proof after each, and what is left is said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from tally import VERSION
from tally.domain.errors import Misconfigured
from tally.domain.people.erasure import TIME_IS_UP, Erased, Found, Proof, proof_key
from tally.domain.people.person import Person, Traces
from tally.use_cases.forget_customer import PARCELS_WAIT, ForgetCustomer, ForgetRequest, read_request

from tests.fakes import Journal, Killed

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ANNA = Person("anna", frozenset({"phone"}))
REQUEST = "2026-11-22-0123456789abcdef"


@dataclass
class FakeCustomers:
    journal: Journal
    person: Person = ANNA

    def find_traces(self, customer_id: str, known_devices: Iterable[str] = ()) -> Traces:
        self.journal.note("find", customer_id, *known_devices)
        return Traces(self.person, frozenset({1}), frozenset({2}))


@dataclass
class FakePlace:
    name: str
    journal: Journal
    unfinished: str = ""

    def look(self, traces: Traces) -> Found:
        return Found(3, 1)

    def erase(self, traces: Traces, go_on: Callable[[], bool]) -> Erased:
        self.journal.note("erase", self.name)
        return Erased(rows=3, objects_rewritten=1, unfinished=self.unfinished)


@dataclass
class FakeProofs:
    journal: Journal
    stored: dict[str, Proof] = field(default_factory=dict)

    def get(self, key: str) -> Proof | None:
        return self.stored.get(key)

    def put(self, proof: Proof) -> None:
        self.journal.note("prove", *proof.places)
        self.stored[proof_key(proof.request_id)] = proof


@dataclass
class FakeSuppression:
    journal: Journal

    def add(self, keys: Iterable[int]) -> None:
        self.journal.note("suppress", *keys)

    def remove(self, keys: Iterable[int]) -> int:
        self.journal.note("let in", *keys)
        return 3


def forgetting(journal: Journal, *places: FakePlace, parcels: int = 0, unreadable: int = 0) -> ForgetCustomer:
    made = places or (FakePlace("landing", journal), FakePlace("lake", journal))
    random = "0123456789abcdef9"
    return ForgetCustomer(
        FakeCustomers(journal),
        made,
        lambda: parcels,
        FakeProofs(journal),
        FakeSuppression(journal),
        lambda: unreadable,
        lambda: NOON,
        lambda: random,
    )


def always() -> bool:
    return True


def test_each_place_then_its_proof() -> None:
    journal = Journal()
    done = forgetting(journal)(ForgetRequest("anna", devices=("phone",)), always)
    assert journal.effects == [
        ("find", "anna", "phone"),
        ("erase", "landing"),
        ("prove", "landing"),
        ("erase", "lake"),
        ("prove", "landing", "lake"),
        ("prove", "landing", "lake"),
    ]
    assert (done.proof.finished_at, done.proof.rows, done.reasons) == (NOON, 6, ())
    assert done.to_json() == {
        "user_id": "anna",
        "devices": ["phone"],
        "shared_devices": [],
        "doubtful_devices": [],
        "borrowed_devices": [],
        "named_beside": [],
        **done.proof.to_json(),
        "proof": f"proofs/forget/2026-11-22/{REQUEST}.json",
        "kept_as": None,
        "remaining": False,
        "reasons": [],
    }
    assert done.proof.to_json()["tally_version"] == VERSION


def test_a_look_erases_nothing() -> None:
    journal = Journal()
    looked = forgetting(journal, parcels=2).look(ForgetRequest("anna")).to_json()
    assert journal.effects == [("find", "anna")]
    assert looked["places"] == {
        name: {"rows": 3, "objects": 1, "mentions": 0} for name in ("landing", "lake")
    }
    assert looked["parcels_waiting"] == 2


def test_what_is_left_is_said_once_and_the_proof_stays_open() -> None:
    journal = Journal()
    places = [FakePlace(name, journal, "wait") for name in ("a", "b")]
    done = forgetting(journal, *places, parcels=1)(ForgetRequest("anna"), always)
    assert (done.reasons, done.proof.finished_at) == (("wait", PARCELS_WAIT), None)


def test_what_was_set_aside_unread_leaves_the_proof_open() -> None:
    forget = forgetting(Journal(), unreadable=2)
    done = forget(ForgetRequest("anna"), always)
    assert done.proof.finished_at is None
    assert done.reasons[0].startswith("2 objects that could not be read are set aside")
    assert forget.look(ForgetRequest("anna")).to_json()["unreadable_objects"] == 2


def test_late_copies_are_kept_out_and_let_in_and_nothing_is_erased() -> None:
    journal = Journal()
    forget = forgetting(journal)
    assert forget.suppress(read_request({"id": "anna", "suppress": True})) == {"suppressed": 1}
    assert forget.suppress(read_request({"id": "anna", "suppress": False})) == {"let_in": 3}
    assert journal.effects == [("find", "anna"), ("suppress", 1), ("find", "anna"), ("let in", 1)]
    with pytest.raises(Misconfigured, match='"suppress" is true'):
        read_request({"id": "anna", "suppress": "yes"})


def test_a_request_goes_on_and_its_counts_add_up() -> None:
    journal = Journal()
    forget = forgetting(journal)
    times = iter([True, False])
    first = forget(ForgetRequest("anna"), lambda: next(times))
    assert (first.reasons, list(first.proof.places)) == ((TIME_IS_UP,), ["landing"])
    second = forget(ForgetRequest("anna", request_id=first.proof.request_id), always)
    assert second.reasons == ()
    assert {name: erased.rows for name, erased in second.proof.places.items()} == {"landing": 6, "lake": 3}
    assert Proof.from_json(second.proof.to_json()) == second.proof


@pytest.mark.parametrize("place", range(6))
def test_killed_anywhere_the_next_run_ends_it(place: int) -> None:
    journal = Journal(killed_before=place)
    forget = forgetting(journal)
    with pytest.raises(Killed):
        forget(ForgetRequest("anna", request_id=REQUEST), always)
    calm = ForgetCustomer(
        FakeCustomers(Journal()),
        [FakePlace(each.name, Journal()) for each in forget.places],
        lambda: 0,
        FakeProofs(Journal(), forget.proofs.stored),
        FakeSuppression(Journal()),
        lambda: 0,
        lambda: NOON,
        lambda: "",
    )
    done = calm(ForgetRequest("anna", request_id=REQUEST), always)
    assert (done.reasons, list(done.proof.places)) == ((), ["landing", "lake"])
    assert done.proof.request_id == REQUEST


def test_an_event_as_a_request() -> None:
    event = {"id": "anna", "request_id": REQUEST, "devices": ["phone"], "mentions": True, "more": 1}
    assert read_request(event) == ForgetRequest("anna", mentions=True, request_id=REQUEST, devices=("phone",))
    assert read_request({"id": "$device:a", "dry_run": True}).dry_run


def test_mentions_are_blanked_only_when_asked_for() -> None:
    asked = []

    class Asked(FakePlace):
        def erase(self, traces: Traces, go_on: Callable[[], bool]) -> Erased:
            asked.append(traces.with_mentions)
            return Erased(mentions_blanked=2)

    forget = forgetting(Journal(), Asked("landing", Journal()))
    forget(ForgetRequest("anna"), always)
    done = forget(ForgetRequest("anna", mentions=True), always)
    assert asked == [False, True]
    assert done.to_json()["places"]["landing"]["mentions_blanked"] == 2


def test_orders_are_kept_under_one_random_person_only_when_asked_for() -> None:
    asked = []

    class Asked(FakePlace):
        def erase(self, traces: Traces, go_on: Callable[[], bool]) -> Erased:
            asked.append(traces.stand_in)
            return Erased(rows=3, order_events_kept=2)

    journal = Journal()
    forget = forgetting(journal, Asked("marts", journal), Asked("lake", journal))
    assert forget(ForgetRequest("anna"), always).kept_as is None
    first = forget(read_request({"id": "anna", "keep_orders": True}), always)
    assert first.kept_as == "$erased:0123456789abcdef"
    later = {"id": "anna", "keep_orders": True, "kept_as": "$erased:0000000000000001"}
    done = forget(read_request(later), always)
    assert asked == [*[None] * 2, *[first.kept_as] * 2, *[later["kept_as"]] * 2]
    assert done.to_json()["kept_as"] == later["kept_as"]
    assert done.proof.places["lake"] == Erased(rows=3, order_events_kept=2)
    assert later["kept_as"] not in str(done.proof.to_json())


def test_counts_of_kept_orders_add_up_over_runs() -> None:
    assert Erased(order_events_kept=2) + Erased(order_events_kept=3) == Erased(order_events_kept=5)


@pytest.mark.parametrize("kept_as", ["anna", "$erased:anna", 1, ""])
def test_orders_are_kept_under_nobody_whom_a_caller_chose(kept_as: object) -> None:
    with pytest.raises(Misconfigured, match='"kept_as" is what the first answer gave'):
        read_request({"id": "anna", "keep_orders": True, "kept_as": kept_as})


def test_what_a_later_run_left_is_what_is_left() -> None:
    first, later = Erased(rows=1, mentions_left=3), Erased(mentions_blanked=3)
    assert first + later == Erased(rows=1, mentions_blanked=3)
    assert later + first == Erased(rows=1, mentions_blanked=3, mentions_left=3)


@pytest.mark.parametrize("name", ["", "../../x", "2026-11-22-xyz", f"{REQUEST}/a"])
def test_no_request_reaches_another_object(name: str) -> None:
    with pytest.raises(Misconfigured, match="use the one that the first answer gave"):
        proof_key(name)


@pytest.mark.parametrize("customer_id", ["undefined", "NULL", "0", "$device:null", "anonymousId", " guest "])
def test_a_placeholder_is_no_customer(customer_id: str) -> None:
    with pytest.raises(Misconfigured, match="placeholder"):
        read_request({"id": customer_id})


@pytest.mark.parametrize(
    ("typed", "landed"), [(" anna ", "anna"), ("4711.0", "4711"), ("Jose\u0301", "Jos\xe9")]
)
def test_an_id_is_looked_for_as_landing_stores_it(typed: str, landed: str) -> None:
    assert read_request({"id": typed}).customer_id == landed


def test_a_device_of_too_many_is_left_alone() -> None:
    journal = Journal()
    forget = replace(
        forgetting(journal),
        customers=FakeCustomers(journal, Person(None, frozenset(), doubtful=frozenset({"kiosk"}))),
    )
    for ask in (forget.look, lambda request: forget(request, always)):
        with pytest.raises(Misconfigured, match="on device kiosk more users were seen"):
            ask(ForgetRequest("$device:kiosk"))
    assert journal.effects == [("find", "$device:kiosk")] * 2
