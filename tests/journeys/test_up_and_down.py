"""`tally up` in a terminal of its own: up, and after Ctrl-C nothing is left."""

import os
import signal
import subprocess
import urllib.request
from pathlib import Path

from local import cloud
from tests.journeys.conftest import TALLY


def test_up_serves_until_interrupted(tmp_path: Path) -> None:
    with subprocess.Popen(
        [TALLY, "up"], env={**os.environ, "TALLY_HOME": str(tmp_path)}, stdout=subprocess.PIPE, text=True
    ) as command:
        assert command.stdout is not None
        said = []
        for line in command.stdout:
            said.append(line.strip())
            if "tally query" in line:
                break
        assert "Tally is up; Ctrl-C stops it and removes its data." in said
        running = cloud.find(tmp_path)
        assert running is not None
        with urllib.request.urlopen(f"{running.aws_endpoint}/_ministack/health") as health:
            assert health.status == 200
        assert (tmp_path / "endpoint.json").exists()

        command.send_signal(signal.SIGINT)
        assert command.wait() == 0
    assert not running.emulator.is_running
    assert not running.athena.is_running
    assert not (tmp_path / "endpoint.json").exists()
