"""What has landed on this machine, counted from the emulator's files: it need not run."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

_EVENTS, _RECORDS = "*/*/landing/dt=*/*.parquet", "*/*/records/**/*.parquet"


def count_others(objects: Path, known_ids: Callable[[], frozenset[str]]) -> int:
    """Landed events with none of these ids, and landed versions of records.

    `objects` is the folder of the emulator's S3: account/bucket/key. The ids are asked for when needed.
    """
    landed = sorted(objects.glob(_EVENTS))
    known = known_ids() if landed else frozenset()
    events = sum(_count_unknown(file, known) for file in landed)
    return events + sum(pq.read_metadata(file).num_rows for file in objects.glob(_RECORDS))


def _count_unknown(file: Path, known: frozenset[str]) -> int:
    ids = pq.ParquetFile(file).read(columns=["event_id"])["event_id"].to_pylist()
    return sum(event_id not in known for event_id in ids)
