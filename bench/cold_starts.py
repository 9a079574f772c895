"""What each function takes to start, with its layers as they are deployed, beside the same without bytecode.

Each start is a process of its own that keeps nothing of what it compiles, as on Lambda: milliseconds of a
processor above those of a bare Python until the handler is imported, and its clients made where it makes them
then. Both sides take turns; medians. botocore, which is in Lambda's runtime, has its bytecode on both. The
layers are built for the Python that runs here, which takes minutes the first time.
"""

import inspect
import os
import statistics
import subprocess
import sys
import zipfile
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory

from tally import settings

from bench.ratio import Ratio
from infra.layer_archives import OWN, LayerBuilder, this_machine
from tests.infra.test_layer_archives import LAYERS_OF, RUNTIME, links

ROUNDS = 11
GOAL = 0.95
_ROOT = Path(__file__).parents[1]
_SIDES = ("deployed", "bare")


def run() -> list[Ratio]:
    """One row for each function."""
    with TemporaryDirectory() as folder:
        runtime = Path(folder, "runtime")
        runtime.mkdir()
        links(runtime, RUNTIME)
        _unzip_layers(Path(folder))
        return [_compare(Path(folder), function) for function in LAYERS_OF]


def _unzip_layers(folder: Path) -> None:
    build = LayerBuilder(this_machine())
    for name in (OWN, *sorted({name for names in LAYERS_OF.values() for name in names})):
        with zipfile.ZipFile(build(name).path) as zipped:
            members = zipped.namelist()
            zipped.extractall(folder / "deployed" / name, members)
            zipped.extractall(folder / "bare" / name, [each for each in members if not each.endswith(".pyc")])


def _compare(folder: Path, function: str) -> Ratio:
    spent: dict[str, list[float]] = {side: [] for side in (*_SIDES, "python")}
    for _ in range(ROUNDS):
        for side in _SIDES:
            layers = [folder / side / name / "python" for name in (OWN, *LAYERS_OF[function])]
            paths = [_ROOT / "functions" / function, *layers, folder / "runtime"]
            spent[side].append(_measure_cpu_ms("import handler", paths))
        spent["python"].append(_measure_cpu_ms("pass", []))
    deployed, bare, python = (statistics.median(times) for times in spent.values())
    return Ratio(f"{function}, cold", deployed - python, bare - python, "ms CPU", GOAL, "less")


def _measure_cpu_ms(code: str, paths: list[Path]) -> float:
    """Of a Python without packages of its own that runs this code and ends."""
    environment = {**_name_settings(), "PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [sys.executable, "-S", "-B", "-c", code]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{code} ended with {process.returncode}, with {paths[:1]}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def _name_settings() -> dict[str, str]:
    """Variables that every function starts with: nothing is called while it does."""
    classes = [each for _, each in inspect.getmembers(settings, inspect.isclass)]
    names = {field.name for each in classes if issubclass(each, settings.Settings) for field in fields(each)}
    return {
        "PATH": os.environ["PATH"],
        "AWS_DEFAULT_REGION": "eu-south-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        **{f"TALLY_{name.upper()}": "1" for name in names},
        "TALLY_TIMEZONE": "Europe/Rome",
    }
