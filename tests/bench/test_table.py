"""The bench's own arithmetic: which side of a goal a ratio lies on, and what the command ends with."""

import sys
from types import ModuleType

import pytest

from bench import __main__ as table
from bench.ratio import Ratio


@pytest.mark.parametrize(
    ("ratio", "value", "met"),
    [
        (Ratio("a", ours=100, other=350, unit="us", goal=3.5), 3.5, True),
        (Ratio("a", ours=100, other=349, unit="us", goal=3.5), 3.49, False),
        (Ratio("a", ours=55, other=100, unit="ms", goal=0.55, better="less"), 0.55, True),
        (Ratio("a", ours=56, other=100, unit="ms", goal=0.55, better="less"), 0.56, False),
    ],
)
def test_goals(ratio: Ratio, value: float, met: bool) -> None:
    assert (ratio.ratio, ratio.met) == (pytest.approx(value), met)


@pytest.mark.parametrize(("other", "ends_with", "word"), [(400, 0, "yes"), (300, 1, "NO")])
def test_the_command_ends_with_1_when_a_goal_is_missed(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    other: float,
    ends_with: int,
    word: str,
) -> None:
    module = ModuleType("bench.collect")
    module.run = lambda: [Ratio("a thing", 100, other, "us", 3.5)]  # type: ignore[attr-defined]  # made here
    monkeypatch.setitem(sys.modules, "bench.collect", module)
    assert table.main(["collect"]) == ends_with
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("a thing")
    assert last.endswith(word)


def test_an_unknown_bench_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert table.main(["nothing"]) == 2
    assert "collect" in capsys.readouterr().err
