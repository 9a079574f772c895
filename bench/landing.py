"""CPU and memory of landing: bodies to Parquet, against from_pylist and against the Parquet write alone.

And with the shipped tracking plan against none: the plan knows the bench's properties; personal data are
looked for and none are found, as with nearly every event of a shop.

100,000 events of 25 properties in 2,000 bodies, unzipped for both sides, as a shop sends them: nine tenths
views, two in a hundred are orders with two lines. Everything is computed by all: keys, fingerprints, dates.
Each side runs in processes of its own, as on AWS: in one process, each slows the other by a third with the
heap it leaves behind. The processes alternate, and the median CPU time of all their rounds is reported.
Memory is the growth of the peak resident set from having the bodies to having the Parquet, in one call.
"""

import json
import random
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_area import parquet
from tally.adapters.landing.landing_plan import landing_plan
from tally.domain.collecting.receipt import Protocol, Receipt
from tally.domain.events.columns import EVENT_COLUMNS
from tally.domain.plan.planned_properties import PlannedProperty, PropertyType
from tally.domain.shop.shop_clock import ShopClock

from bench import typical_landing
from bench.event_bodies import make_event
from bench.processes import median, run_side
from bench.ratio import Ratio
from cli.plan_file import read_plan

EVENTS = 100_000
_EVENTS_EACH = 50
_PROCESSES, _ROUNDS = 3, 3
_WARM_BODIES = 40
_RECEIVED_AT_MS = 1_795_380_000_000
_MIX = {
    "Product Viewed": 60,
    "Page Viewed": 20,
    "Product Clicked": 10,
    "Product Added": 8,
    "Order Completed": 2,
}
_MAX_PEAK_MB = 350

Parcels = list[tuple[Receipt, bytes]]


def run() -> list[Ratio]:
    """Speed against both and by a plan, then memory."""
    ours, planned, typical = [], [], []
    for _ in range(_PROCESSES):
        ours.append(run_side(__name__, "ours"))
        planned.append(run_side(__name__, "planned"))
        typical.append(run_side(__name__, "typical"))
    us_ours, us_typical = median("read_and_write", ours), median("read_and_write", typical)
    us_planned = median("read_and_write", planned)
    us_floor, peak_mb = median("write", ours + typical), median("peak_mb", ours)
    return [
        Ratio("landing 100,000 events, from_pylist", us_ours, us_typical, "us CPU/event", 2.3),
        Ratio("landing 100,000 events, Parquet write alone", us_ours, us_floor, "us CPU/event", 6.5, "less"),
        Ratio("landing 100,000 events, with a plan", us_planned, us_ours, "us CPU/event", 1.25, "less"),
        Ratio("landing 100,000 events, peak growth", peak_mb, _MAX_PEAK_MB, "MB", 1, "less"),
    ]


def measure(side: str) -> None:
    """Print the figures of one side as JSON: microseconds of CPU an event in each round, and MB of growth."""
    pa.set_cpu_count(1)
    reads = {"ours": _read, "planned": _read_by_plan, "typical": _read_typically}
    parcels = make_bodies()
    _check_same(*(read(parcels[:_WARM_BODIES]) for read in reads.values()))
    before_kb, read = _read_peak_kb(), reads[side]
    parquet(read(parcels), EVENT_COLUMNS)
    figures = {"peak_mb": [(_read_peak_kb() - before_kb) / 1024], "read_and_write": [], "write": []}
    ready = read(parcels).combine_chunks()
    for _ in range(_ROUNDS):
        figures["read_and_write"].append(_measure_us(lambda: parquet(read(parcels), EVENT_COLUMNS)))
        figures["write"].append(_measure_us(lambda: parquet(ready, EVENT_COLUMNS)))
    print(json.dumps(figures))


def make_bodies() -> Parcels:
    """Requests that the collector found good."""
    rng = random.Random(7)
    parcels = []
    for number in range(EVENTS // _EVENTS_EACH):
        facts = (f"r-{number}", Protocol.TALLY, "/v1/events", "shop", _RECEIVED_AT_MS + number)
        body = json.dumps([_make_event(rng) for _ in range(_EVENTS_EACH)], separators=(",", ":"))
        parcels.append((Receipt(*facts, all_good=True), body.encode()))
    return parcels


def _make_event(rng: random.Random) -> dict[str, object]:
    event = make_event(rng)
    event["event"] = rng.choices(list(_MIX), list(_MIX.values()))[0]
    if event["event"] == "Order Completed":
        lines = [{"product_id": f"P{rng.randrange(99)}", "price": 19.95, "quantity": 1} for _ in range(2)]
        money = {"revenue": 39.9, "total": 53.68, "tax": 8.78, "shipping": 5}
        order_id = rng.randbytes(4).hex()
        event["properties"].update(money, order_id=order_id, affiliation="Web shop", products=lines)
    return event


def _read(parcels: Parcels) -> pa.Table:
    return ColumnReader(ShopClock()).read("b", parcels)[0]


def _read_by_plan(parcels: Parcels) -> pa.Table:
    known = dict.fromkeys(make_event(random.Random(0))["properties"], PlannedProperty(PropertyType.ANY))
    plan = replace(read_plan(), every_event=known)
    return ColumnReader(ShopClock(), landing_plan(plan, b"salt")).read("b", parcels)[0]


def _read_typically(parcels: Parcels) -> pa.Table:
    return typical_landing.read("b", ZoneInfo("Europe/Rome"), parcels)


def _check_same(ours: pa.Table, *others: pa.Table) -> None:
    different = [name for other in others for name in ours.column_names if not ours[name].equals(other[name])]
    assert different == [], f"the sides differ in {different}"


def _measure_us(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) / EVENTS * 1e6


def _read_peak_kb() -> int:
    """Peak resident set so far. On Linux ru_maxrss begins with the parent's, VmHWM with the process."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if "VmHWM" in line).split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024  # macOS counts bytes
