"""Servers beside us: started, refused, stopped, and never mistaken for another program."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tally.domain.errors import Misconfigured

from local import processes
from local.processes import Process


def start_web_server(folder: Path) -> Process:
    port = processes.find_free_port()
    return processes.start(
        Path(sys.executable),
        "http.server",
        *(str(port), "--bind", "127.0.0.1"),
        environment=os.environ,
        port=port,
        log=folder / "log",
    )


def test_a_started_server_listens_until_it_is_stopped(tmp_path: Path) -> None:
    server = start_web_server(tmp_path)
    assert server.is_running
    assert server.is_listening
    server.stop()
    assert not server.is_running
    assert not server.is_listening
    server.stop()


def test_a_server_that_ends_at_its_start_is_reported_with_its_log(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"(?s)ended at its start.*No module named.*there_is_none"):
        processes.start(
            Path(sys.executable),
            "there_is_none",
            environment=os.environ,
            port=processes.find_free_port(),
            log=tmp_path / "log",
        )


def test_a_deaf_server_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deaf_server.py").write_text(
        "import signal, socket, sys\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "listening = socket.create_server(('127.0.0.1', int(sys.argv[1])))\n"
        "signal.pause()\n"
    )
    monkeypatch.setattr(processes, "STOP_TIMEOUT_S", 0.1)
    port = processes.find_free_port()
    server = processes.start(
        Path(sys.executable),
        "deaf_server",
        str(port),
        environment={**os.environ, "PYTHONPATH": str(tmp_path)},
        port=port,
        log=tmp_path / "log",
    )
    server.stop()
    assert not server.is_running


def test_a_server_that_waits_for_its_children_can_end_in_order(tmp_path: Path) -> None:
    done = tmp_path / "ended in order"
    (tmp_path / "patient_server.py").write_text(
        "import pathlib, signal, socket, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "def end(*_):\n"
        "    child.wait()\n"
        "    pathlib.Path(sys.argv[2]).touch()\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "listening = socket.create_server(('127.0.0.1', int(sys.argv[1])))\n"
        "signal.pause()\n"
    )
    port = processes.find_free_port()
    server = processes.start(
        Path(sys.executable),
        "patient_server",
        *(str(port), str(done)),
        environment={**os.environ, "PYTHONPATH": str(tmp_path)},
        port=port,
        log=tmp_path / "log",
    )
    server.stop()
    assert done.exists()


def test_another_program_with_the_same_pid_is_left_alone() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        stale = Process("local.emulator.launcher", other.pid, processes.find_free_port())
        assert not stale.is_running
        stale.stop()
        assert other.poll() is None
        other.communicate(b"\n")
    assert other.returncode == 0


def test_free_port_is_free() -> None:
    with socket.create_server(("127.0.0.1", processes.find_free_port())) as listening:
        assert listening.getsockname()[1] > 0


def test_a_listener_of_before_is_not_taken_for_the_new_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_TIMEOUT_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as before:
        port = before.getsockname()[1]
        with pytest.raises(Misconfigured, match=f"Port {port} is taken by another program"):
            processes.start(
                Path(sys.executable),
                "http.server",
                *(str(port), "--bind", "127.0.0.1"),
                environment=os.environ,
                port=port,
                log=tmp_path / "log",
            )
