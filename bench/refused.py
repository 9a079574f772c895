"""CPU of landing the fullest body of refused events, against as many good ones of the same protocol.

50,000 events of 10 properties in one body (10 to 14 MB), by the shipped tracking plan, to Parquet. Half of
the refused are so by their envelope, half by a value that its column does not take. One in a hundred is no
JSON: then landing must take the whole body apart by itself.

The sides run in processes of their own, in turn; medians of all rounds.
"""

import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_area import parquet
from tally.adapters.landing.landing_plan import landing_plan
from tally.adapters.wire.envelope_check import check_envelope
from tally.domain.collecting.limits import MAX_EVENTS
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.events.columns import EVENT_COLUMNS, QUARANTINE_COLUMNS
from tally.domain.shop.shop_clock import ShopClock

from bench.event_bodies import WRITE_KEY, make_event
from bench.processes import median, run_side
from bench.ratio import Ratio
from cli.plan_file import read_plan

_PROCESSES, _ROUNDS = 2, 3
_PROPERTIES = 10
_NO_JSON_EACH = 100
_RECEIVED_AT_MS = 1_795_380_000_000
_MOST = 4.5

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Wire:
    """How a protocol writes an event, and how it can be wrong: in its envelope, and in a column's value."""

    route: str
    protocol: Protocol
    write: Callable[[Event], Event]
    bad_envelope: Event
    query: str = ""


def _write_mixpanel(event: Event) -> Event:
    ids = {"token": WRITE_KEY, "distinct_id": event["user_id"], "$insert_id": event["event_id"]}
    time_s = event["occurred_at"] // 1000
    return {"event": event["event"], "properties": {**ids, "time": time_s, **event["properties"]}}


def _write_segment(event: Event) -> Event:
    who = {"messageId": event["event_id"], "userId": event["user_id"]}
    return {"type": "track", "event": event["event"], **who, "properties": event["properties"]}


_WIRES: Mapping[str, _Wire] = {
    "own JSON": _Wire("/v1/events", Protocol.TALLY, dict, {"user_id": None, "device_id": ""}),
    "Mixpanel /track": _Wire("/track", Protocol.MIXPANEL, _write_mixpanel, {"event": ""}),
    "Mixpanel /import": _Wire("/import", Protocol.MIXPANEL, _write_mixpanel, {"event": 7}, "strict=1"),
    "Segment batch": _Wire("/v1/batch", Protocol.SEGMENT, _write_segment, {"type": "trakc"}),
}


def run() -> list[Ratio]:
    """Refused against good, protocol by protocol."""
    return [_measure_ratio(name) for name in _WIRES]


def _measure_ratio(name: str) -> Ratio:
    refused, good = [], []
    for _ in range(_PROCESSES):
        refused.append(run_side(__name__, f"refused, {name}"))
        good.append(run_side(__name__, f"good, {name}"))
    figures = median("us", refused), median("us", good)
    return Ratio(f"landing 50,000 refused events, {name}", *figures, "us CPU/event", _MOST, "less")


def measure(side: str) -> None:
    """Print one side's microseconds of CPU an event in each round, as JSON."""
    pa.set_cpu_count(1)
    kind, _, name = side.partition(", ")
    parcel = _make_parcel(_WIRES[name], is_good=kind == "good")
    reader = ColumnReader(ShopClock(), landing_plan(read_plan(), b"salt"))
    _land(reader, parcel, kind)
    print(json.dumps({"us": [_measure_us(lambda: _land(reader, parcel, kind)) for _ in range(_ROUNDS)]}))


def _make_parcel(wire: _Wire, *, is_good: bool) -> tuple[Receipt, bytes]:
    """The body, and the receipt that the collector gives it."""
    rng = random.Random(7)
    texts = [
        _write_event(wire, _shorten_event(make_event(rng)), place, is_good) for place in range(MAX_EVENTS)
    ]
    listed = f"[{','.join(texts)}]"
    body = (f'{{"batch":{listed}}}' if wire.route == "/v1/batch" else listed).encode()
    facts = ("r", wire.protocol, wire.route, "shop", _RECEIVED_AT_MS)
    receipt = Receipt(*facts, query=wire.query, write_key=WRITE_KEY)
    found = check_envelope(receipt, body)
    return replace(receipt, all_good=not found.rejections, events=found.events), body


def _shorten_event(event: Event) -> Event:
    properties = dict(list(event["properties"].items())[-_PROPERTIES:])
    return {**event, "properties": {"price": 12.5, **properties}}


def _write_event(wire: _Wire, event: Event, place: int, is_good: bool) -> str:
    if is_good:
        return _write_json(wire.write(event))
    if place % _NO_JSON_EACH == 0:
        return _write_json({**event, "nothing": float("nan")})
    if place % 2:
        return _write_json({**wire.write(event), **wire.bad_envelope})
    event["properties"]["price"] = "12.50 EUR"
    return _write_json(wire.write(event))


def _write_json(event: Event) -> str:
    return json.dumps(event, separators=(",", ":"))


def _land(reader: ColumnReader, parcel: tuple[Receipt, bytes], kind: str) -> None:
    events, _, rejected = reader.read("b", [parcel])
    rows, columns = (events, EVENT_COLUMNS) if kind == "good" else (rejected, QUARANTINE_COLUMNS)
    assert len(rows) == MAX_EVENTS, f"{len(rows)} of {MAX_EVENTS} are {kind}"
    parquet(rows, columns)


def _measure_us(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) / MAX_EVENTS * 1e6
