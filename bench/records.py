"""Orders from a file as records, beside DuckDB: read, newest of each key, Parquet.

A million versions of 600,000 orders, so four in ten are corrected. Ours is the way of `tally import --table
orders` and of a night: cells checked, addresses hashed, landed, committed to Iceberg, the newest made. DuckDB
reads the same file, keeps the newest row of each order and writes one Parquet file: nothing is checked or
hashed, and no older version is kept. CPU of all threads, each side in processes that take turns. Memory is
the peak of landing and commits, for on AWS Athena makes the newest.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import boto3
import duckdb
from moto import mock_aws
from tally.adapters.athena.business_dates import BusinessDates
from tally.adapters.iceberg.iceberg_table import LakeTable
from tally.adapters.iceberg.table_layout import lay_out_versions
from tally.adapters.importing.record_file import RecordFile
from tally.adapters.importing.record_map import RecordMap
from tally.adapters.importing.record_reader import RecordReader
from tally.adapters.lake.iceberg_lake import IcebergLake
from tally.adapters.lake.landing_index import S3LandingIndex
from tally.adapters.lake.record_versions import RecordVersions
from tally.adapters.landing.landing_area import S3LandingArea
from tally.domain.events.columns import QUARANTINE_COLUMNS
from tally.domain.records.record_tables import record_table
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling import catalog
from tally.modelling.literals import bind
from tally.use_cases.commit_events import CommitEvents
from tally.use_cases.import_records import ImportRecords

from bench.folder_s3 import FolderS3
from bench.ratio import Ratio
from local.athena import dialect

VERSIONS, ORDERS = 1_000_000, 600_000
ROUNDS = 3
KINDS = ("csv", "parquet")
_MAX_PEAK_MB = 1_200
_BUCKET, _DATABASE = "lake", "lakerecords"
_NEWEST = "newest.parquet"
_IMPORTED_AT = datetime(2026, 11, 29, 12, tzinfo=UTC)

_FILE = """
copy (
    select
        i % {orders} + 1 as order_id,
        strftime(timestamp '2026-01-01' + to_seconds((hash(order_id) % 25000000)::bigint), '{time}')
            as ordered_at,
        'u' || hash(order_id) % 200000 as customer_id,
        customer_id || '@shop.example' as email,
        case when i < {orders} then 'pending' else 'completed' end as status,
        'EUR' as currency,
        ((hash(i) % 50000) / 100)::decimal(12, 2) as total,
        'IT' as country,
        strftime(timestamp '2026-11-01' + to_seconds(i), '{time}') as updated_at
    from range({versions}) as versions (i)
) to '{file}'
"""
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_PLAINLY = """
copy (
    select * from '{file}' qualify row_number() over (partition by order_id order by updated_at desc) = 1
) to '{target}' (codec zstd)
"""


def run(versions: int = VERSIONS, orders: int = ORDERS, rounds: int = ROUNDS) -> list[Ratio]:
    """Both kinds of file: CPU beside DuckDB's, then the peak of memory."""
    ratios: list[Ratio] = []
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            file = Path(folder) / f"orders.{kind}"
            duckdb.execute(_FILE.format(file=file, time=_TIME, versions=versions, orders=orders))
            ours, plain = [], []
            for number in range(rounds):
                ours.append(_measure("import_orders", file, Path(folder) / f"{kind}-{number}"))
                plain.append(_measure("keep_newest_plainly", file, Path(folder) / f"{kind}-{number}"))
            ratios += _compare(f"{versions:,} versions, {kind}", ours, plain)
    return ratios


def _compare(name: str, ours: list[dict[str, float]], plain: list[dict[str, float]]) -> list[Ratio]:
    if len({(figures["orders"], figures["total"]) for figures in (*ours, *plain)}) != 1:
        raise RuntimeError("the two sides keep other orders: they cannot be compared")
    mine, other = (median(figures["cpu_s"] for figures in side) for side in (ours, plain))
    peak_mb = median(figures["peak_mb"] for figures in ours)
    return [
        Ratio(f"{name}, beside DuckDB", mine, other, "s CPU", 30, "less"),
        Ratio(f"{name}, peak memory", peak_mb, _MAX_PEAK_MB, "MB", 1, "less"),
    ]


def import_orders(file: Path, root: Path) -> dict[str, float]:
    """Land, commit and make newest in a folder."""
    table = record_table("orders")
    layout, s3 = lay_out_versions(table), FolderS3(root)
    os.environ |= dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "bench")
    os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
    client: Any = s3  # a stand-in
    landing = S3LandingArea(client, _BUCKET, layout.landing, layout.columns)
    quarantine = S3LandingArea(client, _BUCKET, "quarantine", QUARANTINE_COLUMNS)
    reader = RecordReader(table, RecordMap(), file.name, _IMPORTED_AT, BusinessDates(ShopClock()), b"salt")
    with mock_aws():
        glue = boto3.client("glue")
        glue.create_database(DatabaseInput={"Name": _DATABASE})
        lake = IcebergLake(LakeTable(layout, glue, client, _DATABASE, _BUCKET))
        commit = CommitEvents(S3LandingIndex(client, _BUCKET, layout), lake, RecordVersions(), quarantine)
        seconds = [_read_cpu_s()]
        ImportRecords(landing, quarantine)(RecordFile(file, reader))
        seconds.append(_read_cpu_s())
        peaks_mb = [_read_peak_mb()]
        while commit().remaining:
            pass
        peaks_mb.append(_read_peak_mb())
        seconds.append(_read_cpu_s())
    _make_newest(root)
    seconds.append(_read_cpu_s())
    spent = ", ".join(f"{later - earlier:.1f}" for earlier, later in pairwise(seconds))
    sys.stderr.write(
        f"  {file.name}: CPU seconds to land, commit and make newest {spent}; peak MB {peaks_mb}\n"
    )
    return {"cpu_s": seconds[-1] - seconds[0], "peak_mb": peaks_mb[-1], **_describe(root / _NEWEST)}


def _make_newest(root: Path) -> None:
    """records_orders over the table's files."""
    sql = dialect.translate(bind(catalog.model("records_orders").sql, {}))
    with dialect.connect() as database:
        files = f"{root}/warehouse/orders_versions/data/**/*.parquet"
        database.execute(f"create view orders_versions as select * from read_parquet('{files}')")
        database.execute(f"copy ({sql}) to '{root / _NEWEST}' (codec zstd)")


def keep_newest_plainly(file: Path, root: Path) -> dict[str, float]:
    """What DuckDB does of the same file."""
    target = root / "plain.parquet"
    before = _read_cpu_s()
    duckdb.execute(_PLAINLY.format(file=file, target=target))
    return {"cpu_s": _read_cpu_s() - before, **_describe(target)}


def _describe(target: Path) -> dict[str, float]:
    asked = f"select count(distinct order_id), sum(total)::double from '{target}'"
    ((orders, total),) = duckdb.execute(asked).fetchall()
    return {"orders": orders, "total": round(total, 2)}


def _read_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _read_peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _measure(side: str, file: Path, root: Path) -> dict[str, float]:
    """What the function of this name returns in a new process."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.records", side, str(file), str(root)],
        check=True,
        stdout=subprocess.PIPE,
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))))
