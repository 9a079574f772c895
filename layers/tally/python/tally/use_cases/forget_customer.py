"""A customer is erased from every place that holds rows of theirs, and the counts are kept as proof."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from tally import VERSION
from tally.domain.errors import Misconfigured
from tally.domain.people.erasure import TIME_IS_UP, Found, Proof, proof_key, request_id
from tally.domain.people.id_rules import ID_RULES
from tally.domain.people.kept_orders import is_stand_in, stand_in
from tally.domain.people.person import Person, Traces, may_be_an_id
from tally.ports.clock import Clock
from tally.ports.erasing import CustomerPlace, Customers, ErasureProofs, Suppression
from tally.ports.landing import ParcelsWaiting

PARCELS_WAIT = (
    "parcels wait in the queues and may hold events of anybody: run again when they have landed "
    "(or, given up, are redriven or purged)"
)

UNREADABLE = (
    "{} objects that could not be read are set aside and may hold rows of anybody: `tally landing` lists "
    "them. Release or discard each, then run again"
)
MEANS_NOBODY = "this id is a placeholder, and so nobody's: nothing is kept under it as a customer's"
NOBODYS = (
    "on device {} more users were seen than one person can be, so it is nobody's: nothing was erased. Name "
    "one of its users instead"
)

_FLAGS = ("dry_run", "mentions", "keep_orders")
_SEND = (
    'send {"id": "a user id or a device id"}, with '
    + ", ".join(f'"{name}": true|false' for name in _FLAGS)
    + ' where you want them, and to go on with a request the "request_id", "devices" and "kept_as" of its '
    "first answer"
)


@dataclass(frozen=True, slots=True)
class ForgetRequest:
    """`request_id` goes on with a request begun before; `devices` are those that its first answer named.

    `mentions` asks to blank the customer's ids in others' rows, too. `suppress` only keeps out what comes
    under the customer's ids from now on, or with False lets it in again; None changes nothing of that.
    `keep_orders` keeps the customer's orders under a random person; `kept_as`, when it goes on, is the one of
    the first answer.
    """

    customer_id: str
    dry_run: bool = False
    mentions: bool = False
    keep_orders: bool = False
    request_id: str | None = None
    devices: tuple[str, ...] = ()
    suppress: bool | None = None
    kept_as: str | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """Who it is, and what lies where: nothing was changed."""

    person: Person
    places: Mapping[str, Found]
    parcels_waiting: int
    unreadable_objects: int

    def to_json(self) -> dict[str, Any]:
        """The answer to a dry run."""
        return {
            **_describe_person(self.person),
            "places": {name: asdict(found) for name, found in self.places.items()},
            "parcels_waiting": self.parcels_waiting,
            "unreadable_objects": self.unreadable_objects,
        }


@dataclass(frozen=True, slots=True)
class Forgotten:
    """One run: the proof so far, and in `reasons` why something may be left; none when nothing is.

    `kept_as` is the random person of the orders that were kept. No proof has it: whoever knows whose request
    it was would know whose orders they are.
    """

    person: Person
    proof: Proof
    reasons: tuple[str, ...]
    kept_as: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The answer; `request_id`, `devices` and `kept_as` belong into the request that goes on."""
        return {
            **_describe_person(self.person),
            **self.proof.to_json(),
            "proof": proof_key(self.proof.request_id),
            "kept_as": self.kept_as,
            "remaining": bool(self.reasons),
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, slots=True)
class ForgetCustomer:
    """Erase place by place; late come the tables whose events say which devices are the customer's.

    So a run that is killed, or that time cuts short, leaves whom to look for, and any later run with the
    same id does the rest. The proof is stored anew after each place: a kill loses the counts of one at most.
    """

    customers: Customers
    places: Sequence[CustomerPlace]
    parcels: ParcelsWaiting
    proofs: ErasureProofs
    suppression: Suppression
    unreadable: Callable[[], int]
    now: Clock
    random: Callable[[], str]

    def look(self, request: ForgetRequest) -> Looked:
        """The dry run."""
        traces = self._find_traces(request)
        places = {place.name: place.look(traces) for place in self.places}
        return Looked(traces.person, places, self.parcels(), self.unreadable())

    def suppress(self, request: ForgetRequest) -> dict[str, int]:
        """Keep late copies out or let them in: of how many ids."""
        keys = self._find_traces(request).person_keys
        if not request.suppress:
            return {"let_in": self.suppression.remove(keys)}
        self.suppression.add(keys)
        return {"suppressed": len(keys)}

    def __call__(self, request: ForgetRequest, go_on: Callable[[], bool]) -> Forgotten:
        """Erase while `go_on` says that there is time."""
        proof = self._begin_proof(request.request_id)
        traces = self._find_traces(request)
        traces = replace(traces, with_mentions=request.mentions, stand_in=self._choose_stand_in(request))
        proof, reasons = self._erase_places(traces, proof, go_on)
        if self.parcels():
            reasons.append(PARCELS_WAIT)
        if unreadable := self.unreadable():
            reasons.append(UNREADABLE.format(unreadable))
        if not reasons:
            proof = replace(proof, finished_at=self.now())
        self.proofs.put(proof)
        return Forgotten(traces.person, proof, tuple(dict.fromkeys(reasons)), traces.stand_in)

    def _choose_stand_in(self, request: ForgetRequest) -> str | None:
        """The random person of the customer's orders; None when none are kept."""
        if not request.keep_orders:
            return None
        return request.kept_as or stand_in(self.random())

    def _find_traces(self, request: ForgetRequest) -> Traces:
        traces = self.customers.find_traces(request.customer_id, request.devices)
        if not traces.person.distinct_ids:
            raise Misconfigured(NOBODYS.format(", ".join(sorted(traces.person.doubtful))))
        return traces

    def _begin_proof(self, request: str | None) -> Proof:
        begun = None if request is None else self.proofs.get(proof_key(request))
        if begun is not None:
            return replace(begun, finished_at=None)
        moment = self.now()
        return Proof(request or request_id(moment, self.random()), VERSION, moment)

    def _erase_places(
        self, traces: Traces, proof: Proof, go_on: Callable[[], bool]
    ) -> tuple[Proof, list[str]]:
        reasons: list[str] = []
        for place in self.places:
            if not go_on():
                return proof, [*reasons, TIME_IS_UP]
            erased = place.erase(traces, go_on)
            proof = proof.with_place(place.name, erased)
            self.proofs.put(proof)
            if erased.unfinished:
                reasons.append(erased.unfinished)
        return proof, reasons


def read_request(event: Mapping[str, Any]) -> ForgetRequest:
    """The request in what a function was called with; Misconfigured says what it should be."""
    customer_id, devices = event.get("id"), event.get("devices", [])
    flags = {name: event.get(name, False) for name in _FLAGS}
    is_named = isinstance(customer_id, str) and may_be_an_id(customer_id)
    are_texts = isinstance(devices, list) and all(isinstance(one, str) for one in devices)
    if not (is_named and are_texts and all(isinstance(flag, bool) for flag in flags.values())):
        raise Misconfigured(_SEND)
    suppress, kept_as = event.get("suppress"), event.get("kept_as")
    if not isinstance(suppress, bool | None):
        raise Misconfigured('"suppress" is true, to keep late copies out, or false, to let them in again')
    if kept_as is not None and not (isinstance(kept_as, str) and is_stand_in(kept_as)):
        raise Misconfigured('"kept_as" is what the first answer gave, or left out')
    known_id = ID_RULES.form_of(str(customer_id))
    if ID_RULES.is_placeholder(known_id):
        raise Misconfigured(MEANS_NOBODY)
    return ForgetRequest(
        known_id,
        **flags,
        request_id=event.get("request_id"),
        devices=tuple(devices),
        suppress=suppress,
        kept_as=kept_as,
    )


def _describe_person(person: Person) -> dict[str, Any]:
    return {
        "user_id": person.user_id,
        "devices": sorted(person.devices),
        "shared_devices": sorted(person.shared),
        "doubtful_devices": sorted(person.doubtful),
        "borrowed_devices": sorted(person.borrowed),
        "named_beside": sorted(person.named_beside),
    }
