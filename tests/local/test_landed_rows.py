"""What would go with the state, counted from its files."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from local.landed_rows import count_others


def land(folder: Path, key: str, **columns: list[str]) -> None:
    file = folder / "000000000000" / "tally-lake" / key
    file.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), file)


def known() -> frozenset[str]:
    return frozenset({"demo-1", "demo-2"})


def test_nothing_landed_is_nothing(tmp_path: Path) -> None:
    assert count_others(tmp_path, known) == 0


def test_the_demo_counts_nothing(tmp_path: Path) -> None:
    land(tmp_path, "landing/dt=2026-03-02/a.parquet", event_id=["demo-1", "demo-2"])
    assert count_others(tmp_path, known) == 0


def test_events_and_records_of_ones_own_count(tmp_path: Path) -> None:
    land(tmp_path, "landing/dt=2026-03-02/a.parquet", event_id=["demo-1", "mine-1"])
    land(tmp_path, "landing/dt=2026-03-03/b.parquet", event_id=["mine-2"])
    land(tmp_path, "records/orders/dt=2026-03-03/c.parquet", order_id=["1", "2"])
    assert count_others(tmp_path, known) == 4
