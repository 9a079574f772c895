"""A run of the tests that is killed leaves no server behind."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.emulator import eventually

RUN = """
import subprocess, sys, time
from pathlib import Path
from tests.run_guard import watch_over_this_run
watch_over_this_run(Path(sys.argv[1]))
sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
environments = [None, {"HOME": sys.argv[1] + "/emulator"}]
servers = [subprocess.Popen(sleeper, start_new_session=True, env=each) for each in environments]
print(*[server.pid for server in servers], flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the guard reads /proc")
def test_a_killed_run_takes_its_servers_with_it(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", RUN, tmp_path], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        servers = [int(pid) for pid in run.stdout.readline().split()]
        assert all(map(is_alive, servers))
        run.kill()
    assert eventually(lambda: not any(map(is_alive, servers)))


def is_alive(pid: int) -> bool:
    """A zombie waits for somebody who reads its code: it is no longer alive."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
