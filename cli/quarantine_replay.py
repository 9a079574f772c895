"""Sends quarantined events through the front door again: mended, checked as landing will do, then posted."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from time import time
from typing import Any

import httpx
from tally.adapters.importing.front_door import CONNECTIONS, Client, Target
from tally.adapters.landing.deployed_plan import landing_plan
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.quarantined_events import (
    Event,
    Origin,
    Row,
    Unsendable,
    events_of,
    origin_of,
    sendable,
)
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.events.patches import Rule, mended
from tally.domain.plan.tracking_plan import TrackingPlan
from tally.domain.shop.shop_clock import ShopClock

from cli.clients import Endpoint

BATCH_EVENTS = 500
BATCH_BYTES = 3 * 1024 * 1024
"""Below what the collector takes, and what one Lambda lands with ease."""

_REPLACED = frozenset({"data", "img", "callback", "verbose", "redirect", "ip"})
_HEADERS = {"Content-Type": "application/json", "Content-Encoding": "gzip"}


@dataclass(slots=True)
class Candidate:
    """One event as it was quarantined and as it would go out; `refusal` is why it would be refused again."""

    origin: Origin
    before: Event
    event: Event
    text: bytes
    refusal: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Plan:
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
class Sent:
    """What became of a replay: events accepted by the front door, why batches failed with their sizes, and
    how many events landing refused again, by why."""

    accepted: int
    failed: Sequence[tuple[int, str]] = ()
    refused: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parcel:
    """Candidates of one request, and its body."""

    candidates: Sequence[Candidate]
    body: bytes

    @property
    def origin(self) -> Origin:
        """Where all of them came from."""
        return self.candidates[0].origin


def plan(
    rows: Iterable[Row],
    rules: Sequence[Rule],
    *,
    tracking: TrackingPlan | None = None,
    now_ms: int | None = None,
) -> Plan:
    """Mend the rows' events and check each as collector and landing do; `tracking`: the plan they follow."""
    made = Plan()
    for row in rows:
        found = _candidates(row, rules)
        if isinstance(found, Unsendable):
            made.unsendable[row["quarantine_id"]] = found.why
        else:
            made.candidates += found
    checks = landing_plan(tracking, salt=b"") if tracking else None  # what it hashes is thrown away
    reader = ColumnReader(ShopClock(), checks)
    _check(made.candidates, reader, now_ms if now_ms is not None else round(time() * 1000))
    return made


def send(
    endpoint: Endpoint,
    candidates: Sequence[Candidate],
    advance: Callable[[int], None],
    *,
    keys: Mapping[str, str] | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Sent:
    """Post them by the routes they came by. `keys` are write keys by source; the endpoint's stands in.

    Misconfigured: wrong key or address. A batch that fails is tried again for some 40 s, then reported.
    """
    accepted, failed = 0, []
    by_source = groupby(sorted(candidates, key=_source), key=_source)
    for source, of_source in by_source:
        key = (keys or {}).get(source, endpoint.write_key)
        target = Target(endpoint.url, key, endpoint.witness_url)
        with closing(Client(target, transport=transport)) as client, ThreadPoolExecutor(CONNECTIONS) as pool:
            parcels = list(_parcels(list(of_source)))
            for parcel, (took, why) in zip(
                parcels, pool.map(lambda each: _post(client, endpoint.url, each), parcels), strict=True
            ):
                advance(len(parcel.candidates))
                accepted += took
                if why:
                    failed.append((len(parcel.candidates) - took, why))
    return Sent(accepted, failed)


def _source(candidate: Candidate) -> str:
    return candidate.origin.source


def _candidates(row: Row, rules: Sequence[Rule]) -> list[Candidate] | Unsendable:
    origin = origin_of(row)
    if isinstance(origin, Unsendable):
        return origin
    found = events_of(row, origin)
    if isinstance(found, Unsendable):
        return found
    several = len(found) > 1
    try:
        return [
            _candidate(event, rules, origin, place if several else None) for place, event in enumerate(found)
        ]
    except RecursionError:
        return Unsendable("it is nested too deeply")


def _candidate(event: Event, rules: Sequence[Rule], origin: Origin, place: int | None) -> Candidate:
    ready = sendable(mended(event, rules), event, origin, place)
    return Candidate(origin, event, ready, json.dumps(ready, separators=(",", ":")).encode())


def _check(candidates: Sequence[Candidate], reader: ColumnReader, now_ms: int) -> None:
    """Note the refusals that landing would make; its row's id is that of request and place."""
    for number, parcel in enumerate(_parcels(candidates)):
        origin = parcel.origin
        receipt = Receipt(
            f"{number}", origin.protocol, origin.route, origin.source, now_ms, query=_query(origin)
        )
        _, _, refused = reader.read("replay", [(receipt, parcel.body)])
        for row in refused.select(["quarantine_id", "reason", "field", "detail"]).to_pylist():
            _, is_one, place = row["quarantine_id"].partition("-")
            for candidate in [parcel.candidates[int(place)]] if is_one else parcel.candidates:
                candidate.refusal = row


def _parcels(candidates: Sequence[Candidate]) -> Iterator[Parcel]:
    """Requests of at most BATCH_EVENTS and BATCH_BYTES; routes of one message take one each."""

    def address(candidate: Candidate) -> tuple[str, str, str]:
        return candidate.origin.route, candidate.origin.query, candidate.origin.source

    for _, alike in groupby(sorted(candidates, key=address), key=address):
        batch: list[Candidate] = []
        size = 0
        for candidate in alike:
            most = 1 if _takes_one(candidate.origin) else BATCH_EVENTS
            if batch and (len(batch) >= most or size + len(candidate.text) > BATCH_BYTES):
                yield _parcel(batch)
                batch, size = [], 0
            batch.append(candidate)
            size += len(candidate.text)
        yield _parcel(batch)


def _takes_one(origin: Origin) -> bool:
    return origin.protocol is Protocol.SEGMENT and origin.route != "/v1/batch"


def _parcel(candidates: Sequence[Candidate]) -> Parcel:
    origin = candidates[0].origin
    if _takes_one(origin):
        return Parcel(candidates, candidates[0].text)
    body = b"[" + b",".join(each.text for each in candidates) + b"]"
    return Parcel(candidates, b'{"batch":' + body + b"}" if origin.route == "/v1/batch" else body)


def _query(origin: Origin) -> str:
    """The query it came with, but for what shapes the answer: Mixpanel is to say what is wrong.

    ip=0: whoever replays is not the visitor.
    """
    kept = [each for each in origin.query.split("&") if each and each.partition("=")[0] not in _REPLACED]
    own = ["ip=0", "verbose=1"] if origin.protocol is Protocol.MIXPANEL else ["ip=0"]
    return "&".join([*kept, *own])


def _post(client: Client, url: str, parcel: Parcel) -> tuple[int, str]:
    """(events accepted, why others were not)."""
    query = _query(parcel.origin)
    address = f"{url.rstrip('/')}{parcel.origin.route}" + (f"?{query}" if query else "")
    answer = client.send(address, gzip.compress(parcel.body, compresslevel=1, mtime=0), _HEADERS)
    if isinstance(answer, str):
        return 0, answer
    said = f"{answer.status_code} {answer.text[:200]}".strip()
    told = _told(answer)
    if "accepted" in told:
        return int(told["accepted"]), said if told.get("rejected") else ""
    if not answer.is_success or told.get("status") == 0:
        return 0, said
    return len(parcel.candidates), ""


def _told(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
