"""Each question of `bench.reports` in a process of its own, turn by turn, and what was measured so far.

A line of `figures.jsonl` is one process: a run that was ended goes on behind its last line.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

PEERS = Path(".venv-bench/bin/python")
FIGURES = "figures.jsonl"

Figures = dict[str, Any]
"""See `bench.report_measuring.print_figures`."""
Turn = tuple[int, str]
"""From 0, and the question."""
Measure = Callable[[str, Path], Figures]


def ask_process(question: str, events: Path) -> Figures:
    """What a process of its own prints of this question."""
    is_ours = not question.endswith(("chdb", "polars"))
    python, module = (sys.executable, "ours") if is_ours else (str(PEERS), "peers")
    done = subprocess.run(
        [python, "-m", f"bench.report_{module}", question, str(events)], check=True, stdout=subprocess.PIPE
    )
    figures: Figures = json.loads(done.stdout)
    return figures


def measure_turns(
    turns: Iterable[Turn], events: Path, measure: Measure = ask_process
) -> dict[str, list[Figures]]:
    """Question -> the figures of its turns; those that stand in the events' folder are not measured again."""
    kept = events.parent / FIGURES
    known = _read(kept)
    measured: dict[str, list[Figures]] = {}
    for turn, question in turns:
        figures = known.get((turn, question))
        if figures is None:
            sys.stderr.write(f"  {question}\n")
            figures = measure(question, events)
            _append(kept, turn, question, figures)
        measured.setdefault(question, []).append(figures)
    return measured


def _read(kept: Path) -> dict[Turn, Figures]:
    if not kept.exists():
        return {}
    lines = [json.loads(line) for line in kept.read_text().splitlines()]
    return {(line["turn"], line["question"]): line["figures"] for line in lines}


def _append(kept: Path, turn: int, question: str, figures: Figures) -> None:
    with kept.open("a") as file:
        file.write(json.dumps({"turn": turn, "question": question, "figures": figures}) + "\n")
