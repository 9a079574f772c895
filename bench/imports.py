"""What imports cost before anything is done, each time in a fresh process: a cold start, and `tally --help`.

CPU of the process above that of a bare Python, compiled files warm; ours, theirs and the bare one take turns.
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path

from bench.collect import ENVIRONMENT
from bench.ratio import Ratio

_ROUNDS = 15
_ROOT = Path(__file__).parents[1]
_BARE = "pass"
_OURS = "import functions.collect_events.handler"
_TYPICAL = "import bench.typical_collect"
_HELP = "import cli.main\ntry: cli.main.main(['--help'])\nexcept SystemExit: pass"
_EAGER_HELP = f"import boto3, httpx, pyarrow.parquet, rich.console\n{_HELP}"


def run() -> list[Ratio]:
    """Imports and clients of collect_events against the typical stack's; the command's help against one that
    loads first what its commands need."""
    spent: dict[str, list[float]] = {code: [] for code in (_BARE, _OURS, _TYPICAL, _HELP, _EAGER_HELP)}
    for _ in range(_ROUNDS):
        for code, times in spent.items():
            times.append(_measure_cpu_ms(code))
    bare_ms, ours_ms, typical_ms, help_ms, eager_ms = (statistics.median(times) for times in spent.values())
    name = "collect, imports and clients of a cold start"
    return [
        Ratio(name, ours_ms - bare_ms, typical_ms - bare_ms, "ms CPU", 0.55, "less"),
        Ratio("tally --help, loading no command", help_ms, eager_ms, "ms CPU", 0.4, "less"),
    ]


def _measure_cpu_ms(code: str) -> float:
    """CPU milliseconds of a Python that runs this code and ends."""
    environment = {
        **ENVIRONMENT,
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "PYTHONPATH": os.pathsep.join([str(_ROOT), str(_ROOT / "layers/tally/python")]),
        "AWS_LAMBDA_FUNCTION_NAME": "tally-collect-events",  # makes the handler build its clients at once
    }
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, cwd=_ROOT, stdout=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"this ended with {process.returncode}: {code}")
    return (usage.ru_utime + usage.ru_stime) * 1000
