"""What one process of `bench.reports` says of its question: answer, seconds, memory. No package is needed."""

import json
import resource
import time
from collections.abc import Callable

Counts = dict[str, int]
Ask = Callable[[], Counts]
"""What is measured; a question has been made ready before, as a statement of its engine."""


def print_figures(ask: Ask) -> None:
    """As JSON: counts, cpu_s, wall_s, and peak_mb of the process."""
    wall, cpu = time.perf_counter(), time.process_time()
    counts = ask()
    figures = {
        "counts": counts,
        "cpu_s": time.process_time() - cpu,
        "wall_s": time.perf_counter() - wall,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(figures))
