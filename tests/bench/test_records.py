"""The bench of records on a small file: both sides keep the same orders, of each the newest version."""

import pytest

from bench import records


@pytest.mark.slow  # eight processes that start an engine each
def test_both_sides_keep_the_same_orders() -> None:
    ratios = records.run(versions=500, orders=300, rounds=1)
    assert [ratio.name for ratio in ratios] == [
        f"500 versions, {kind}, {what}"
        for kind in ("csv", "parquet")
        for what in ("beside DuckDB", "peak memory")
    ]
    assert all(ratio.ours > 0 for ratio in ratios)


def test_sides_that_differ_are_not_compared() -> None:
    ours, plain = {"orders": 3.0, "total": 7.0}, {"orders": 3.0, "total": 7.5}
    with pytest.raises(RuntimeError, match="keep other orders"):
        records._compare("x", [ours], [plain])
