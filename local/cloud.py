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
from local.processes import Process

ROOT = Path(__file__).parents[1]
REGION = "us-east-1"
EMULATOR_PYTHON = ROOT / ".venv-ministack" / "bin" / "python"
EMULATOR = "local.emulator.launcher"
ATHENA = "local.athena"
HEALTH_TIMEOUT_S = 5


@dataclass(frozen=True, slots=True)
class Cloud:
    """The two servers; `home` is the folder of their state, logs and pids."""

    home: Path
    emulator: Process
    athena: Process

    @property
    def aws_endpoint(self) -> str:
        """URL of every AWS service but Athena."""
        return f"http://127.0.0.1:{self.emulator.port}"

    @property
    def athena_endpoint(self) -> str:
        """URL of Athena."""
        return f"http://127.0.0.1:{self.athena.port}"

    @property
    def place(self) -> Place:
        """Where its clients connect to."""
        return Place(region=REGION, aws_endpoint=self.aws_endpoint, athena_endpoint=self.athena_endpoint)

    @property
    def synthesized(self) -> Path:
        """Where the CDK writes templates and assets."""
        return self.home / "cdk.out"

    @property
    def environment(self) -> dict[str, str]:
        """Variables that lead boto3, the AWS CLI and the CDK here."""
        return _make_environment(self.emulator.port, self.athena.port)

    @property
    def is_healthy(self) -> bool:
        """Whether both servers run and the emulator answers."""
        if not (self.emulator.is_running and self.athena.is_running and self.athena.is_listening):
            return False
        try:
            health = f"{self.aws_endpoint}/_ministack/health"
            with urllib.request.urlopen(health, timeout=HEALTH_TIMEOUT_S):  # noqa: S310  (our own http URL)
                return True
        except OSError:
            return False

    def stop(self) -> None:
        """End both servers and remove their state and what was deployed; the logs stay."""
        self.athena.stop()
        self.emulator.stop()
        shutil.rmtree(_locate_state(self.home), ignore_errors=True)
        shutil.rmtree(self.synthesized, ignore_errors=True)
        _locate_pids(self.home).unlink(missing_ok=True)


def find(home: Path) -> Cloud | None:
    """The cloud that was started with this home, running or not."""
    if not _locate_pids(home).exists():
        return None
    emulator, athena = json.loads(_locate_pids(home).read_text())
    return Cloud(home, Process(**emulator), Process(**athena))


def start(home: Path) -> Cloud:
    """Start both servers on free ports, with no state from before."""
    emulator_port, athena_port = processes.find_free_port(), processes.find_free_port()
    starting: list[Future[Process]] = []
    try:
        with ThreadPoolExecutor() as pool:
            starting.append(pool.submit(start_emulator, home, emulator_port, athena_port))
            starting.append(pool.submit(_start_athena, home, emulator_port, athena_port))
        emulator, athena = (future.result() for future in starting)
        _locate_pids(home).write_text(json.dumps([asdict(emulator), asdict(athena)]))
    except BaseException:
        for future in starting:
            if not future.exception():
                future.result().stop()
        raise
    return Cloud(home, emulator, athena)


def start_emulator(home: Path, port: int, athena_port: int) -> Process:
    """Start ministack alone; its functions are told to find Athena at `athena_port`."""
    if not EMULATOR_PYTHON.exists():
        raise Misconfigured("The emulator is not installed: run `make setup`")
    state = _locate_state(home)
    shutil.rmtree(state, ignore_errors=True)
    for folder in (state / "s3", state / "state", state / "tmp"):
        folder.mkdir(parents=True)
    return processes.start(
        EMULATOR_PYTHON,
        EMULATOR,
        environment=_make_environment(port, athena_port) | _make_emulator_settings(port, state),
        port=port,
        log=_locate_log(home, "emulator"),
    )


def _start_athena(home: Path, emulator_port: int, port: int) -> Process:
    environment = _make_environment(emulator_port, port)
    return processes.start(
        Path(sys.executable),
        ATHENA,
        *("--port", str(port), "--aws-endpoint", environment["AWS_ENDPOINT_URL"]),
        environment=os.environ | environment,
        port=port,
        log=_locate_log(home, "athena"),
    )


def _make_environment(emulator_port: int, athena_port: int) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{emulator_port}",
        "AWS_ENDPOINT_URL_ATHENA": f"http://127.0.0.1:{athena_port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
    }


def _make_emulator_settings(port: int, state: Path) -> dict[str, str]:
    """All that the emulator, and so every function, sees of this machine's environment."""
    return {
        "PATH": f"{EMULATOR_PYTHON.parent}:/usr/bin:/bin",
        "HOME": str(state),
        "TZ": "UTC",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "S3_DATA_DIR": str(state / "s3"),
        "STATE_DIR": str(state / "state"),
        "TMPDIR": str(state / "tmp"),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "SFN_WAIT_SCALE": "0.1",  # a failing night tries again for 13 s, not for 130
    }


def _locate_state(home: Path) -> Path:
    return home / "emulator"


def _locate_log(home: Path, name: str) -> Path:
    """Where the server `name` writes its log."""
    (home / "logs").mkdir(parents=True, exist_ok=True)
    return home / "logs" / f"{name}.log"


def _locate_pids(home: Path) -> Path:
    return home / "processes.json"
