"""`tally up`: what it writes down for the other commands."""

from pathlib import Path

import pytest
from tally.domain.errors import Misconfigured

from cli.clients import Endpoint, Place
from cli.demo_accounts import add_demo_accounts
from cli.this_machine import write_endpoint
from tests.cli.fake_tally import run
from tests.cli.test_clients import deploy


def test_a_plan_that_cannot_be_read_starts_nothing(tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text("mode = 'watch'")
    done = run(None, "up", "--plan", str(plan))
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr.startswith("tally: plan.toml: mode is 'watch'")


def test_the_plan_that_was_deployed_is_written_down(
    aws: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))
    deploy({"shop": "key"})
    plan = tmp_path / "plan2.toml"
    plan.write_text('mode = "enforce"\n')
    write_endpoint(Place(region="eu-south-1"), plan)
    assert Endpoint.load().plan_file == str(plan)


def test_accounts_whose_password_is_printed_are_never_made_on_aws() -> None:
    on_aws = Endpoint(
        region="eu-south-1", url="", write_key="", witness_url="", outputs={"UserPool": "eu-south-1_1"}
    )
    with pytest.raises(Misconfigured, match="of this machine"):
        add_demo_accounts(on_aws)
