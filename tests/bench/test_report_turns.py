"""A bench of reports that is ended goes on behind the last process that it measured."""

from pathlib import Path

import pytest

from bench.report_turns import Figures, measure_turns

TURNS = [(0, "funnel"), (0, "kpis"), (1, "funnel")]


def test_what_was_measured_is_not_measured_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def measure(question: str, events: Path) -> Figures:
        if len(asked) == 2:
            raise KeyboardInterrupt
        asked.append(question)
        return {"cpu_s": len(asked)}

    with pytest.raises(KeyboardInterrupt):
        measure_turns(TURNS, tmp_path / "events.parquet", measure)
    assert asked == ["funnel", "kpis"]
    asked.clear()
    measured = measure_turns(TURNS, tmp_path / "events.parquet", measure)
    assert asked == ["funnel"]
    assert measured == {"funnel": [{"cpu_s": 1}, {"cpu_s": 1}], "kpis": [{"cpu_s": 2}]}
