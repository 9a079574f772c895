"""The cloud on this machine: ministack (repaired) and the Athena stand-in, both on 127.0.0.1."""

import json
import os
import shutil
import sys
import urllib.request
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from tally.adapters.aws.deployment import Place
from tally.domain.errors import Misconfigured

from local import processes
from local.kept_state import KeptState
from local.ports import Ports
from local.processes import Process

ROOT = Path(__file__).parents[1]
REGION = "us-east-1"
API_ID = "7a117a11"
REPORTS_API_ID = "7a117a12"
"""The HTTP API's; infra fixes it (a test compares them)."""
EMULATOR_PYTHON = ROOT / ".venv-ministack" / "bin" / "python"
EMULATOR = "local.emulator.launcher"
ATHENA = "local.athena"
HEALTH_TIMEOUT_S = 5


@dataclass(frozen=True, slots=True)
class Cloud:
    """The two servers; `home` is the folder of their state, logs and pids."""

    home: Path
    ports: Ports
    emulator: Process
    athena: Process

    @property
    def place(self) -> Place:
        """Where its clients connect to."""
        return _name_place(self.ports)

    @property
    def synthesized(self) -> Path:
        """Where the CDK writes templates and assets."""
        return self.home / "cdk.out"

    @property
    def state(self) -> KeptState:
        """What the emulator keeps."""
        return locate_state(self.home)

    @property
    def environment(self) -> dict[str, str]:
        """Variables that lead boto3, the AWS CLI and the CDK here."""
        return self.place.name_variables()

    @property
    def is_running(self) -> bool:
        """Whether any of it runs."""
        return self.emulator.is_running or self.athena.is_running

    @property
    def is_healthy(self) -> bool:
        """Whether both servers run and answer."""
        return self._emulator_answers and self._athena_answers

    def stop(self) -> None:
        """End both servers. State and logs stay."""
        self.athena.stop()
        self.emulator.stop()

    def revive(self) -> "Cloud":
        """Start those servers again that do not answer, at their ports and with their state."""
        emulator, athena = self.emulator, self.athena
        if not self._emulator_answers:
            emulator.stop()
            emulator = start_emulator(self.home, self.ports)
        if not self._athena_answers:
            athena.stop()
            athena = _start_athena(self.home, self.ports)
        return _write_down(Cloud(self.home, self.ports, emulator, athena))

    @property
    def _emulator_answers(self) -> bool:
        if not self.emulator.is_running:
            return False
        try:
            health = f"{_make_url(self.ports.aws)}/_ministack/health"
            with urllib.request.urlopen(health, timeout=HEALTH_TIMEOUT_S):  # noqa: S310  (our own http URL)
                return True
        except OSError:
            return False

    @property
    def _athena_answers(self) -> bool:
        return self.athena.is_running and self.athena.is_listening


def find(home: Path) -> Cloud | None:
    """The cloud that was started with this home, running or not."""
    file = _locate_processes(home)
    if not file.exists():
        return None
    known = json.loads(file.read_text())
    ports, emulator, athena = known["ports"], known["emulator"], known["athena"]
    return Cloud(home, Ports(**ports), Process(**emulator), Process(**athena))


def start(home: Path, ports: Ports) -> Cloud:
    """Start both servers, with the state that is kept."""
    starting: list[Future[Process]] = []
    try:
        with ThreadPoolExecutor() as pool:
            starting.append(pool.submit(start_emulator, home, ports))
            starting.append(pool.submit(_start_athena, home, ports))
        emulator, athena = (future.result() for future in starting)
        return _write_down(Cloud(home, ports, emulator, athena))
    except BaseException:
        for future in starting:
            if not future.exception():
                future.result().stop()
        raise


def remove(home: Path) -> None:
    """Remove the state, what was deployed, and the note of its servers, which must have ended; logs stay."""
    locate_state(home).remove()
    shutil.rmtree(home / "cdk.out", ignore_errors=True)
    _locate_processes(home).unlink(missing_ok=True)


def start_emulator(home: Path, ports: Ports) -> Process:
    """Start ministack alone; its functions are told to find Athena at its port."""
    if not EMULATOR_PYTHON.exists():
        raise Misconfigured("The emulator is not installed: run `make setup`")
    state = locate_state(home)
    state.prepare()
    return processes.start(
        EMULATOR_PYTHON,
        EMULATOR,
        environment=_name_place(ports).name_variables() | _make_emulator_settings(ports, state),
        port=ports.aws,
        log=_locate_log(home, "emulator"),
    )


def locate_state(home: Path) -> KeptState:
    """Where the emulator keeps its state."""
    return KeptState(home / "emulator")


def _start_athena(home: Path, ports: Ports) -> Process:
    environment = _name_place(ports).name_variables()
    return processes.start(
        Path(sys.executable),
        ATHENA,
        *("--port", str(ports.athena), "--aws-endpoint", environment["AWS_ENDPOINT_URL"]),
        *("--emulator-log", str(_locate_log(home, "emulator"))),
        environment=os.environ | environment,
        port=ports.athena,
        log=_locate_log(home, "athena"),
    )


def _name_place(ports: Ports) -> Place:
    return Place(
        region=REGION,
        front_endpoint=_make_url(ports.front),
        aws_endpoint=_make_url(ports.aws),
        athena_endpoint=_make_url(ports.athena),
    )


def _make_emulator_settings(ports: Ports, state: KeptState) -> dict[str, str]:
    """All that the emulator, and so every function, sees of this machine's environment."""
    return {
        "PATH": f"{EMULATOR_PYTHON.parent}:/usr/bin:/bin",
        "HOME": str(state.folder),
        "TZ": "UTC",
        "GATEWAY_PORT": str(ports.aws),
        "FRONT_PORT": str(ports.front),
        "FRONT_API": API_ID,
        "REPORTS_API": REPORTS_API_ID,
        "BIND_HOST": "127.0.0.1",
        "PERSIST_STATE": "1",
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(state.objects),
        "STATE_DIR": str(state.services),
        "TMPDIR": str(state.scratch),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "SFN_WAIT_SCALE": "0.1",  # a failing night tries again for 13 s, not for 130
    }


def _make_url(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _write_down(cloud: Cloud) -> Cloud:
    """For the commands after this one."""
    known = {name: asdict(getattr(cloud, name)) for name in ("ports", "emulator", "athena")}
    _locate_processes(cloud.home).write_text(json.dumps(known))
    return cloud


def _locate_log(home: Path, name: str) -> Path:
    """Where the server `name` writes its log."""
    (home / "logs").mkdir(parents=True, exist_ok=True)
    return home / "logs" / f"{name}.log"


def _locate_processes(home: Path) -> Path:
    return home / "processes.json"
