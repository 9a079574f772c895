"""Ends what a run of the tests started, should the run be killed before it can do so itself.

Emulators lead sessions of their own, so that no Ctrl-C of a person reaches them. A process of ours waits for
the run to end: what then still lives in the run's temporary folder, or has its mark, is left over. Linux
only: it reads /proc.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MARK = "TALLY_TEST_RUN"
GRACE_S = 10
_LOOK_EVERY_S = 0.1


def watch_over_this_run(folder: Path) -> None:
    """Called by the process that leads the run, with the folder in which all its temporary ones lie."""
    if not Path("/proc/self/environ").exists():
        return
    os.environ[MARK] = str(folder)
    until_we_end, _kept_open = os.pipe()
    guard = subprocess.Popen(
        [sys.executable, __file__, str(folder)], stdin=until_we_end, start_new_session=True
    )
    os.close(until_we_end)
    guard.returncode = 0  # it outlives this process, which would warn about that


def end_left_over(folder: str) -> None:
    """SIGTERM for all that the run started, SIGKILL for those that stay."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        for pid in find_left_over(folder):
            with suppress(ProcessLookupError):
                os.kill(pid, kind)
        deadline = time.monotonic() + GRACE_S
        while list(find_left_over(folder)) and time.monotonic() < deadline:
            time.sleep(_LOOK_EVERY_S)


def find_left_over(folder: str) -> Iterator[int]:
    """Processes that the run of this folder started: by its mark, or emulators by their home."""
    mark, home = f"{MARK}={folder}".encode(), f"HOME={folder}/".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            environment = (process / "environ").read_bytes().split(b"\0")
            is_of_run = any(entry == mark or entry.startswith(home) for entry in environment)
            if is_of_run and int(process.name) != os.getpid():
                yield int(process.name)


if __name__ == "__main__":
    sys.stdin.read()
    end_left_over(sys.argv[1])
