"""A command that speaks to a Tally of which something has ended."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tally.domain.errors import TemporaryFailure

from cli.clients import Endpoint
from cli.dead_parts import refuse_dead_parts
from tests.cli.fake_tally import run

NOBODY = "http://127.0.0.1:1"


@pytest.fixture
def somebody() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "athena.log").touch()
    return Endpoint(
        region="us-east-1",
        aws_endpoint=NOBODY,
        athena_endpoint=NOBODY,
        url=NOBODY,
        write_key="k",
        witness_url=NOBODY,
        outputs={"Workgroup": "tally", "Database": "lake"},
    )


@pytest.mark.parametrize("words", [["kpis"], ["query", "select 1"], ["run", "nightly"], ["keys"]])
def test_every_command_says_that_it_does_not_run(dead: Endpoint, words: list[str]) -> None:
    dead.save()
    done = run(None, *words)
    assert done.exit_code == 3
    assert done.stderr.startswith("tally: Tally on this machine does not run: `tally up` starts it")


def test_the_part_that_ended_is_named_with_its_log(dead: Endpoint, somebody: str, tmp_path: Path) -> None:
    with pytest.raises(TemporaryFailure) as told:
        refuse_dead_parts(replace(dead, aws_endpoint=somebody))
    assert str(told.value) == (
        "Tally on this machine is no longer running (its Athena stand-in ended): `tally up` starts it again"
        f". Its log: {tmp_path / 'logs' / 'athena.log'}"
    )
    with pytest.raises(TemporaryFailure, match="its emulator ended"):
        refuse_dead_parts(replace(dead, athena_endpoint=somebody))


def test_what_runs_and_what_is_on_aws_is_not_refused(dead: Endpoint, somebody: str) -> None:
    refuse_dead_parts(replace(dead, aws_endpoint=somebody, athena_endpoint=somebody))
    refuse_dead_parts(replace(dead, aws_endpoint=None, athena_endpoint=None))
