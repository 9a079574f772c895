"""Runs Lambda handlers in processes that die by SIGKILL just before their n-th write to AWS.

One process imports the handlers and then forks for each run, so that a run costs what the handler costs.
Between two writes nothing changes outside the process: to die before each write, and once after the last,
is to die everywhere.
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import IO, Any

ROOT = Path(__file__).parents[2]
_READS = ("Get", "List", "Head", "Describe", "BatchGet")


@dataclass(frozen=True)
class Run:
    """How a run ended: what the handler returned (None when it was killed), and the writes it came to."""

    answer: dict[str, Any] | None
    writes: tuple[str, ...]

    @property
    def killed(self) -> bool:
        return self.answer is None


@dataclass
class Killer:
    """Speaks to the forking process by lines of JSON."""

    process: subprocess.Popen[str]

    def run(
        self,
        function: str,
        event: Mapping[str, Any],
        environment: Mapping[str, str],
        killed_before: int | None = None,
    ) -> Run:
        """Call `functions.<function>.handler.handle(event)`; AssertionError when it raises."""
        order = [function, dict(event), dict(environment), killed_before]
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin
        assert stdout
        stdin.write(json.dumps(order) + "\n")
        stdin.flush()
        report = json.loads(stdout.readline())
        assert not report["failed"], f"{function} ended with an exception, see stderr"
        return Run(report["answer"], tuple(report["writes"]))


@contextmanager
def killer(*functions: str) -> Iterator[Killer]:
    """The forking process with these handlers imported."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__)), *functions],
        env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'layers/tally/python'}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Killer(process)
        assert process.stdin
        process.stdin.close()


def _serve(functions: list[str]) -> None:
    handlers = {name: import_module(f"functions.{name}.handler") for name in functions}
    for line in sys.stdin:
        function, event, environment, killed_before = json.loads(line)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(reading)
                _run(handlers[function], event, environment, killed_before, os.fdopen(writing, "w"))
            finally:  # an exception must not carry the fork on into this loop
                traceback.print_exc()
                os._exit(1)
        os.close(writing)
        with os.fdopen(reading) as reports:
            told = [json.loads(report) for report in reports]
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        report = {
            "writes": [one["write"] for one in told if "write" in one],
            "answer": next((one["answer"] for one in told if "answer" in one), None),
            "failed": not killed and status != 0,
        }
        print(json.dumps(report), flush=True)


def _run(
    handler: Any, event: Any, environment: dict[str, str], killed_before: int | None, reports: IO[str]
) -> None:
    """In the fork: never returns."""
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # log lines are not our reports
    os.environ.update(environment)
    _watch(reports, killed_before)
    context = SimpleNamespace(
        function_name="tally", aws_request_id="1", get_remaining_time_in_millis=lambda: 900_000
    )
    answer = handler.handle(event, context)
    print(json.dumps({"answer": answer}), file=reports, flush=True)
    os._exit(0)


def _watch(reports: IO[str], killed_before: int | None) -> None:
    from botocore import handlers

    count, one_by_one = 0, Lock()

    def before_send(event_name: str, **_: Any) -> None:
        nonlocal count
        operation = event_name.rsplit(".", maxsplit=1)[-1]
        if operation.startswith(_READS):
            return
        with one_by_one:
            if count == killed_before:
                os.kill(os.getpid(), signal.SIGKILL)
            count += 1
            print(json.dumps({"write": operation}), file=reports, flush=True)

    handlers.BUILTIN_HANDLERS.append(("before-send", before_send))


if __name__ == "__main__":
    _serve(sys.argv[1:])
