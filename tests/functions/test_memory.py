"""Small bodies that unzip to much, as many as one batch can hold, land within the functions' memory.

In a process of its own, whose peak is read at its end. Lambda gives 1,769 MB; without groups these batches
take more than the bound. The gate lands a quarter of two kinds, `make fuzz` all of all.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from tally.adapters.collecting.witness_check import check_witness
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_area import parquet
from tally.adapters.landing.witness_rows import JsonWitnessRecords
from tally.adapters.wire.body_keys import keys_in_body
from tally.adapters.wire.envelope_check import check_envelope
from tally.domain.collecting.queue_message import QueueMessage
from tally.domain.events.columns import EVENT_COLUMNS, PROFILE_COLUMNS, QUARANTINE_COLUMNS, WITNESS_COLUMNS
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.collect_events import CollectEvents
from tally.use_cases.collect_witness import CollectWitness
from tally.use_cases.land_events import MAX_OBJECT_BYTES, LandEvents
from tally.use_cases.land_witness import LandWitness

from tests.collecting import AT_MS, FakeClaims, FakeParcelQueue, FakeWriteKeys, a_request, zipped
from tests.fakes import Journal

# Bodies of a hundred megabytes, each landed in a process of its own.
pytestmark = pytest.mark.slow

PART = 1 if settings.get_current_profile_name() == "full" else 4
MOST_MB = 1200 if PART == 1 else 480
NOTE = {"event_id": "e", "event": "Order Completed"}
VIEW = {"event": "Product Viewed", "user_id": "u"}


def listed(item: str, count: int) -> str:
    return "[" + ",".join([item] * count) + "]"


EMPTY_LISTS = json.dumps({**VIEW, "properties": {"a": [[]] * 200_000}}, separators=(",", ":"))
BOMBS = {
    "texts": ("/v1/events", listed(json.dumps({**VIEW, "properties": {"note": "x" * 900_000}}), 20), 48),
    "brackets": ("/v1/events", listed(EMPTY_LISTS, 6), 60),
    "refused": ("/v1/events", listed("0", 50_000), 32),
    "events": ("/v1/events", listed(json.dumps(VIEW), 50_000), 64),
    "updates": ("/engage", listed('{"$distinct_id":"u","$set":{"a":1}}', 50_000), 24),
    "notes": ("/w", listed(json.dumps(NOTE), 50_000), 16),
}
"""Name -> route, text of one body, and how many of them come together."""

TRIED = [*BOMBS] if PART == 1 else ["texts", "refused"]


@dataclass
class Wire:
    """Parquet that goes nowhere."""

    columns: Sequence[Any]

    def put(self, _name: str, rows: Any) -> bool:
        return bool(parquet(rows, self.columns))


def collected(route: str, text: str) -> str:
    """The parcel that the collector makes of such a body."""
    journal = Journal()
    queue, keys = FakeParcelQueue(journal), FakeWriteKeys()
    collect = (
        CollectWitness(keys, queue, check_witness)
        if route == "/w"
        else CollectEvents(keys, queue, FakeClaims(journal), check_envelope, keys_in_body)
    )
    collect(replace(a_request(zipped(text.encode()), route), is_base64=True))
    ((_, parcel),) = journal.effects
    return str(parcel)


def land(bomb: str, part: int) -> int:
    """Land one part of the bombs, in objects of a part of the size; rows of all kinds."""
    route, text, count = BOMBS[bomb]
    parcel, most = collected(route, text), MAX_OBJECT_BYTES // part
    messages = [QueueMessage(f"m-{number}", AT_MS, parcel) for number in range(count // part)]
    if route == "/w":
        return LandWitness(JsonWitnessRecords(), Wire(WITNESS_COLUMNS), Wire(()), most)(messages).events
    areas = map(Wire, (EVENT_COLUMNS, PROFILE_COLUMNS, QUARANTINE_COLUMNS))
    done = LandEvents(FakeClaims(Journal()), ColumnReader(ShopClock()), *areas, most)(messages)
    return done.events + done.profile_rows + done.rejected


def peak_mb() -> float:
    """On Linux ru_maxrss begins with the parent's, VmHWM with the process."""
    status = Path("/proc/self/status")
    if status.exists():
        return (
            int(next(line for line in status.read_text().splitlines() if "VmHWM" in line).split()[1]) / 1024
        )
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2  # macOS counts bytes


@pytest.mark.parametrize("bomb", TRIED)
def test_a_batch_of_bombs(bomb: str) -> None:
    code = f"from tests.functions import test_memory as t; print(t.land({bomb!r}, {PART}), t.peak_mb())"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    rows, megabytes = map(float, done.stdout.split())
    _, text, count = BOMBS[bomb]
    assert rows == len(json.loads(text)) * (count // PART)
    assert megabytes < MOST_MB
