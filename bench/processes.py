"""Sides of a bench in processes of their own: in one, each slows the other with the heap it leaves behind."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterable

Figures = dict[str, list[float]]


def run_side(module: str, side: str) -> Figures:
    """What `measure(side)` of this module prints as JSON, from a new process."""
    code = f"from {module} import measure; measure({side!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]  # printed by measure


def median(figure: str, processes: Iterable[Figures]) -> float:
    """Of all rounds of these processes."""
    return statistics.median(value for figures in processes for value in figures[figure])
