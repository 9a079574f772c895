"""Compaction of one day: its price beside a plain rewrite of the same files, and what it is good for.

Files of 5 minutes each, as commits leave them; each measurement runs in a process of its own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import boto3
import duckdb
import pyarrow.parquet as pq
from moto import mock_aws
from pyiceberg.table import Table
from tally.adapters.iceberg import data_files
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import EVENTS
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.domain.events.columns import EVENT_COLUMNS

from bench.folder_s3 import FolderS3
from bench.ratio import Ratio
from bench.shop_day import DAY, shop_day

ROWS = 333_000  # a day of 10 million events a month
COMMITS = 288
ROUNDS = 3
QUERY = "select event_name, platform, count(*), sum(quantity) from read_parquet(?) group by all"
PACKED = [column.name for column in EVENT_COLUMNS if column.dictionary]


def run() -> list[Ratio]:
    """The ratios of performance goal 9."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _measure("write_small_files", root)
        ours, plain = [], []
        for _ in range(ROUNDS):
            ours.append(_measure("compact", root))
            plain.append(_measure("rewrite_plainly", root))
        queries = _measure("query", root)
    return [
        Ratio("compact a day, CPU", _median("cpu_s", ours), _median("cpu_s", plain), "s", 1.5, "less"),
        Ratio("compact a day, peak memory", _median("peak_mb", ours), 700, "MB", 1, "less"),
        Ratio("compacted, bytes", _median("megabytes", ours), _median("megabytes", plain), "MB", 0.9, "less"),
        Ratio("compacted, group by", queries["after_ms"], queries["before_ms"], "ms", 10),
    ]


def write_small_files(root: Path) -> dict[str, float]:
    """The day as its commits leave it."""
    rows = shop_day(ROWS)
    with _open_lake(root) as table:
        opened = table.load_or_create()
        step = -(-ROWS // COMMITS)
        slices = (rows.slice(start, step) for start in range(0, ROWS, step))
        parts = (part for small in slices for part in data_files.split_by_partition(EVENTS, small))
        files = [data_files.write(EVENTS, opened, *part) for part in parts]
        with opened.transaction() as transaction, transaction.update_snapshot().fast_append() as snapshot:
            for file in files:
                snapshot.append_data_file(file)
        (root / "metadata_location").write_text(opened.metadata_location)
    return {}


def compact(root: Path) -> dict[str, float]:
    """What compact_events does of a day."""
    with _open_lake(root) as table:
        before = _read_cpu_s()
        assert IcebergLake(table).rewrite_day(DAY) == ROWS
        cpu_s = _read_cpu_s() - before
        paths = _list_paths(root, table.load_or_create())
        (root / "compacted").write_text(json.dumps(paths))
    return {"cpu_s": cpu_s, "peak_mb": _read_peak_mb(), "megabytes": _sum_megabytes(paths)}


def rewrite_plainly(root: Path) -> dict[str, float]:
    """The same files into one a class, unsorted, with the same Parquet settings."""
    with _open_lake(root) as table:
        paths = _list_paths(root, table.load_or_create())
    before = _read_cpu_s()
    written = []
    for event_class in ("volume", "business"):
        target = root / f"plain-{event_class}.parquet"
        sources = [path for path in paths if f"event_class={event_class}" in path]
        schema = pq.read_schema(sources[0])
        with pq.ParquetWriter(
            target,
            schema,
            compression="zstd",
            compression_level=1,
            use_dictionary=PACKED,  # type: ignore[arg-type]  # the stubs know bool only
        ) as writer:
            for source in sources:
                writer.write_table(pq.ParquetFile(source).read())
        written.append(str(target))
    return {"cpu_s": _read_cpu_s() - before, "peak_mb": _read_peak_mb(), "megabytes": _sum_megabytes(written)}


def query(root: Path) -> dict[str, float]:
    """One group-by over the small files, and over the compacted ones."""
    with _open_lake(root) as table:
        before = _list_paths(root, table.load_or_create())
    after = json.loads((root / "compacted").read_text())
    return {"before_ms": _time_query_ms(before), "after_ms": _time_query_ms(after)}


@contextmanager
def _open_lake(root: Path) -> Iterator[LakeTable]:
    """lake.events with its files in a folder; what is committed to it is forgotten at the end."""
    keys = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench", "AWS_DEFAULT_REGION": "us-east-1"}
    os.environ.update(keys)
    with mock_aws():
        glue = boto3.client("glue")
        glue.create_database(DatabaseInput={"Name": "lake"})
        known = root / "metadata_location"
        if known.exists():
            parameters = {"table_type": "ICEBERG", "metadata_location": known.read_text()}
            glue.create_table(DatabaseName="lake", TableInput={"Name": "events", "Parameters": parameters})
        yield LakeTable(EVENTS, glue, FolderS3(root), "lake", "lake")  # type: ignore[arg-type]  # a stand-in


def _list_paths(root: Path, table: Table) -> list[str]:
    tasks = table.scan().plan_files()
    return [str(root / task.file.file_path.removeprefix("s3://lake/")) for task in tasks]


def _time_query_ms(paths: list[str]) -> float:
    """The best of some: on a shared machine the others tell of its load."""
    took = []
    for _ in range(9):
        start = time.perf_counter()
        duckdb.execute(QUERY, [paths]).fetchall()
        took.append((time.perf_counter() - start) * 1000)
    return min(took)


def _read_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _read_peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _sum_megabytes(paths: list[str]) -> float:
    return sum(Path(path).stat().st_size for path in paths) / 1e6


def _median(name: str, rounds: list[dict[str, float]]) -> float:
    return median(one[name] for one in rounds)


def _measure(name: str, root: Path) -> dict[str, float]:
    """What the function of this name returns in a new process."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.compaction", name, str(root)], check=True, stdout=subprocess.PIPE
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](Path(sys.argv[2]))))
