"""`tally up`: what it writes down for the other commands."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli import main
from cli.clients import Endpoint, Place
from cli.commands import up
from local import deploy


def test_a_plan_that_cannot_be_read_starts_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text("mode = 'watch'")
    assert main.main(["up", "--plan", str(plan)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("tally: plan.toml: mode is 'watch'")


def test_the_plan_that_was_deployed_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deployed_at(place: Place) -> Endpoint:
        return Endpoint(region="r", url="", write_key="", witness_url="")

    def nothing(*_: Any) -> None:
        return None

    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    monkeypatch.setattr(up, "ensure_cloud", lambda: SimpleNamespace(place=None))
    monkeypatch.setattr(deploy, "make_asset_bucket", nothing)
    monkeypatch.setattr(deploy, "deploy", nothing)
    monkeypatch.setattr(Endpoint, "deployed_at", deployed_at)
    plan = tmp_path / "plan2.toml"
    plan.write_text('mode = "enforce"\n')
    up.bring_up(plan)
    assert Endpoint.load().plan_file == str(plan)
