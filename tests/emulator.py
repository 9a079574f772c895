"""Fixtures of a real emulator: one repaired ministack a worker, and functions of a few lines of source."""

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import boto3
import pytest
from botocore.config import Config

from local import cloud
from local.ports import choose_ports
from local.processes import Process

Answer = TypeVar("Answer")
PATIENCE_S = 30
ROLE = "arn:aws:iam::000000000000:role/any"


@dataclass(frozen=True, slots=True)
class Emulator:
    """A running ministack."""

    process: Process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.process.port}"

    def client(self, service: str) -> Any:
        vendor: Any = boto3  # its stubs know services only by literal name
        return vendor.client(
            service,
            endpoint_url=self.url,
            region_name=cloud.REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"max_attempts": 0}),
        )

    def make_function(self, name: str, source: str, layers: Sequence[str] = (), timeout_s: int = 20) -> str:
        """Create a function whose entry is `handle`; return its ARN."""
        code = io.BytesIO()
        with zipfile.ZipFile(code, "w") as archive:
            archive.writestr("handler.py", source)
        made = self.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=ROLE,
            Handler="handler.handle",
            Code={"ZipFile": code.getvalue()},
            Layers=layers,
            Timeout=timeout_s,
        )
        return str(made["FunctionArn"])

    def invoke(self, name: str, event: Any = None, **options: Any) -> dict[str, Any]:
        """Boto3's answer, with its Payload read."""
        answer = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event), **options)
        return {**answer, "Payload": json.loads(answer["Payload"].read())}


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    home: Path = tmp_path_factory.mktemp("tally-home")
    process = cloud.start_emulator(home, choose_ports(0))
    yield Emulator(process)
    process.stop()


def eventually(look: Callable[[], Answer | None]) -> Answer:
    """The first answer that is true, within a patience that no assertion depends on."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"nothing came within {PATIENCE_S} s")
