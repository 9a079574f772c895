"""Plans to send quarantined events again: mended, checked as landing will do, put into batches."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from time import time
from typing import Any

from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_plan import landing_plan
from tally.adapters.landing.quarantined_events import events_of, sendable
from tally.adapters.landing.quarantined_origin import Event, Origin, Row, Unsendable, origin_of
from tally.domain.collecting.batches import BATCH_BYTES, BATCH_EVENTS
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.events.patches import Rule, mended
from tally.domain.people.id_rules import ID_RULES, IdRules
from tally.domain.plan.tracking_plan import TrackingPlan
from tally.domain.shop.shop_clock import ShopClock

_REPLACED = frozenset({"data", "img", "callback", "verbose", "redirect", "ip"})


@dataclass(slots=True)
class Candidate:
    """One event as it was quarantined and as it would go out; `refusal` is why it would be refused again."""

    origin: Origin
    before: Event
    event: Event
    text: bytes
    refusal: Mapping[str, Any] | None = None


@dataclass(slots=True)
class ReplayPlan:
    """What a replay would do: `unsendable` rows by their quarantine_id with the reason."""

    candidates: list[Candidate] = field(default_factory=list)
    unsendable: dict[str, str] = field(default_factory=dict)

    @property
    def good(self) -> list[Candidate]:
        """Events that landing would take."""
        return [each for each in self.candidates if each.refusal is None]

    @property
    def refused(self) -> list[Candidate]:
        """Events that it would refuse again: they are not sent."""
        return [each for each in self.candidates if each.refusal is not None]


@dataclass(frozen=True, slots=True)
class ReplayBatch:
    """Candidates of one request, and its body."""

    candidates: Sequence[Candidate]
    body: bytes

    @property
    def origin(self) -> Origin:
        """Where all of them came from."""
        return self.candidates[0].origin


def make_plan(
    rows: Iterable[Row],
    rules: Sequence[Rule],
    *,
    tracking: TrackingPlan | None = None,
    now_ms: int | None = None,
) -> ReplayPlan:
    """Mend the rows' events and check each as collector and landing do; `tracking`: the plan they follow."""
    made = ReplayPlan()
    id_rules = tracking.id_rules if tracking else ID_RULES
    for row in rows:
        found = _read_candidates(row, rules, id_rules)
        if isinstance(found, Unsendable):
            made.unsendable[row["quarantine_id"]] = found.why
        else:
            made.candidates += found
    checks = landing_plan(tracking, salt=b"") if tracking else None  # what it hashes is thrown away
    reader = ColumnReader(ShopClock(), checks)
    _note_refusals(made.candidates, reader, now_ms if now_ms is not None else round(time() * 1000))
    return made


def _read_candidates(row: Row, rules: Sequence[Rule], id_rules: IdRules) -> list[Candidate] | Unsendable:
    origin = origin_of(row)
    if isinstance(origin, Unsendable):
        return origin
    found = events_of(row, origin)
    if isinstance(found, Unsendable):
        return found
    several = len(found) > 1
    try:
        return [
            _make_candidate(event, rules, origin, place if several else None, id_rules)
            for place, event in enumerate(found)
        ]
    except RecursionError:
        return Unsendable("it is nested too deeply")


def _make_candidate(
    event: Event, rules: Sequence[Rule], origin: Origin, place: int | None, id_rules: IdRules
) -> Candidate:
    ready = sendable(mended(event, rules), event, origin, place, id_rules)
    return Candidate(origin, event, ready, json.dumps(ready, separators=(",", ":")).encode())


def _note_refusals(candidates: Sequence[Candidate], reader: ColumnReader, now_ms: int) -> None:
    """Note the refusals that landing would make; its row's id is that of request and place."""
    for number, batch in enumerate(split_into_batches(candidates)):
        origin = batch.origin
        receipt = Receipt(
            f"{number}", origin.protocol, origin.route, origin.source, now_ms, query=choose_query(origin)
        )
        _, _, refused = reader.read("replay", [(receipt, batch.body)])
        for row in refused.select(["quarantine_id", "reason", "field", "detail"]).to_pylist():
            _, is_one, place = row["quarantine_id"].partition("-")
            for candidate in [batch.candidates[int(place)]] if is_one else batch.candidates:
                candidate.refusal = row


def split_into_batches(candidates: Sequence[Candidate]) -> Iterator[ReplayBatch]:
    """Requests of at most BATCH_EVENTS and BATCH_BYTES; routes of one message take one each."""

    def address(candidate: Candidate) -> tuple[str, str, str]:
        return candidate.origin.route, candidate.origin.query, candidate.origin.source

    for _, alike in groupby(sorted(candidates, key=address), key=address):
        batch: list[Candidate] = []
        size = 0
        for candidate in alike:
            most = 1 if _takes_one(candidate.origin) else BATCH_EVENTS
            if batch and (len(batch) >= most or size + len(candidate.text) > BATCH_BYTES):
                yield _fill_batch(batch)
                batch, size = [], 0
            batch.append(candidate)
            size += len(candidate.text)
        yield _fill_batch(batch)


def _takes_one(origin: Origin) -> bool:
    return origin.protocol is Protocol.SEGMENT and origin.route != "/v1/batch"


def _fill_batch(candidates: Sequence[Candidate]) -> ReplayBatch:
    origin = candidates[0].origin
    if _takes_one(origin):
        return ReplayBatch(candidates, candidates[0].text)
    body = b"[" + b",".join(each.text for each in candidates) + b"]"
    return ReplayBatch(candidates, b'{"batch":' + body + b"}" if origin.route == "/v1/batch" else body)


def choose_query(origin: Origin) -> str:
    """The query it came with, but for what shapes the answer: Mixpanel is to say what is wrong.

    ip=0: whoever replays is not the visitor.
    """
    kept = [each for each in origin.query.split("&") if each and each.partition("=")[0] not in _REPLACED]
    own = ["ip=0", "verbose=1"] if origin.protocol is Protocol.MIXPANEL else ["ip=0"]
    return "&".join([*kept, *own])
