"""`python -m local.athena` as a process of its own."""

import signal
import subprocess
import sys
from collections.abc import Iterator

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from cli.home import ROOT
from local import cloud, processes
from tests.local.athena.stand_in import RESULTS, StandIn

# Starts servers to end them.
pytestmark = pytest.mark.slow

Running = tuple[subprocess.Popen[str], str]
NO_EMULATOR = "http://127.0.0.1:9"


@pytest.fixture
def process(request: pytest.FixtureRequest, stand_in: StandIn) -> Iterator[Running]:
    """(process, its URL); the parameter False starts it where no emulator answers."""
    emulator = stand_in.aws_url if getattr(request, "param", True) else NO_EMULATOR
    words = ["-m", "local.athena", "--port", str(processes.find_free_port()), "--aws-endpoint", emulator]
    with subprocess.Popen([sys.executable, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        yield started, started.stdout.readline().split()[-1]
        started.kill()


def test_it_ends_on_sigterm_whatever_runs(process: Running, stand_in: StandIn) -> None:
    started, url = process
    numbers = "unnest(sequence(1, 1000000))"
    StandIn(url, stand_in.aws_url).client("athena").start_query_execution(
        QueryString=f"select count(*) from {numbers} a(x) cross join {numbers} b(y) where x % (y + 1) = 3",
        ResultConfiguration={"OutputLocation": RESULTS},
    )
    started.send_signal(signal.SIGTERM)
    assert started.wait(timeout=20) == 0


@pytest.mark.parametrize("process", [False], indirect=True)
def test_a_missing_emulator_is_named(process: Running) -> None:
    athena = boto3.client(
        "athena",
        endpoint_url=process[1],
        region_name=cloud.REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )
    with pytest.raises(ClientError, match=f"emulator at {NO_EMULATOR} does not answer"):
        athena.start_query_execution(QueryString="select 1", ResultConfiguration={"OutputLocation": RESULTS})
