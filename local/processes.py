"""Servers that run on this machine beside us: started, found again by another command, stopped by pid."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tally.domain.errors import Misconfigured

START_TIMEOUT_S = 30
STOP_TIMEOUT_S = 10
LOG_TAIL_LINES = 15
_LOOK_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class Process:
    """A Python module that serves a port of 127.0.0.1 and leads a process group of its own."""

    module: str
    pid: int
    port: int

    @property
    def is_running(self) -> bool:
        """Whether this very server is alive: a pid that another program has by now is not ours."""
        with suppress(ChildProcessError):  # a child that ended stays a zombie until somebody waits for it
            os.waitpid(self.pid, os.WNOHANG)
        return self.module in _read_command_line(self.pid)

    @property
    def is_listening(self) -> bool:
        """Whether its port takes connections."""
        return _takes_connections(self.port)

    def stop(self) -> None:
        """End it and everything that it started: SIGTERM, and SIGKILL after 10 s.

        Its children get the signal with it: ministack alone would wait for functions that still run.
        """
        if not self.is_running:
            return
        os.killpg(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_TIMEOUT_S
        while self.is_running and time.monotonic() < deadline:
            time.sleep(_LOOK_EVERY_S)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def start(
    python: Path,
    module: str,
    *arguments: str,
    environment: Mapping[str, str],
    port: int,
    log: Path,
) -> Process:
    """Run `python -m module arguments` in the checkout; return once it listens on `port`."""
    _wait_until_free(port)
    with log.open("wb") as output:
        started = subprocess.Popen(  # noqa: S603  (our own servers)
            [python, "-m", module, *arguments],
            cwd=Path(__file__).parents[1],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    process = Process(module, started.pid, port)
    deadline = time.monotonic() + START_TIMEOUT_S
    while not process.is_listening:
        if started.poll() is not None:
            raise Misconfigured(f"{module} ended at its start. {tail(log)}")
        if time.monotonic() > deadline:
            process.stop()
            raise Misconfigured(f"{module} did not listen within {START_TIMEOUT_S} s. {tail(log)}")
        time.sleep(_LOOK_EVERY_S)
    started.returncode = 0  # it outlives this object, which would warn about that; `stop` waits by pid
    return process


def _wait_until_free(port: int) -> None:
    """A server that was just killed listens for a moment more: it must not be taken for the new one."""
    deadline = time.monotonic() + STOP_TIMEOUT_S
    while _takes_connections(port):
        if time.monotonic() > deadline:
            raise Misconfigured(f"Port {port} is taken by another program: end it, then run this again")
        time.sleep(_LOOK_EVERY_S)


def find_free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _takes_connections(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def tail(log: Path) -> str:
    """The last lines of a log and where the rest is, as the end of an error message."""
    lines = log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
    return "\n".join([f"The end of {log}:", *(f"  {line}" for line in lines)])


def _read_command_line(pid: int) -> str:
    """The words of a running process; empty when there is none of this pid, or only a zombie."""
    if Path("/proc/self").exists():
        with suppress(FileNotFoundError, ProcessLookupError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    found = subprocess.run(  # noqa: S603  (macOS has no /proc)
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return found.stdout
