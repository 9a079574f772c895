"""`tally status`: a line a part, and an exit code for programs."""

import json
from pathlib import Path

import pytest
from tally.domain.errors import TemporaryFailure
from tally.domain.running.health import PlanMark, QueueLook

from cli.plan_file import PLAN, mark_plan
from infra.pipeline_stack import mark_plan as mark_plan_for_aws
from tests.cli.fake_tally import URL, FakeTally, run


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_HOME", str(tmp_path))


def well() -> FakeTally:
    """With a landing, commit and night of now would be better; none at all is well too."""
    tally = FakeTally()
    tally.running.landed_at = tally.running.committed_until = tally.running.night = None
    return tally


def test_all_is_well() -> None:
    done = run(well(), "status")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["part", "state", "what", "to", "do"]
    assert lines[2].split() == ["up", "at", URL, "ok"]
    assert all(line.endswith(" ok") for line in lines[2:])
    assert "disk" not in done.stdout


def test_this_machine_has_a_disk() -> None:
    tally = well()
    tally.is_of_this_machine = True
    assert "GB free" in run(tally, "status").stdout


def test_what_is_not_well_ends_with_code_1_and_says_what_to_do() -> None:
    tally = well()
    tally.running.dead = [QueueLook("tally-events-dead", 3)]
    done = run(tally, "status", "--format", "json")
    assert done.exit_code == 1
    assert [row for row in json.loads(done.stdout) if not row["is_ok"]] == [
        {
            "part": "dead letters",
            "is_ok": False,
            "state": "3 parcels in tally-events-dead",
            "advice": "docs/guides/runbook.md, tally-events-dead",
        }
    ]


def test_one_that_does_not_run_is_told_so() -> None:
    def dead(*, aws: bool) -> FakeTally:
        raise TemporaryFailure("Tally on this machine does not run: `tally up` starts it")

    done = run(dead, "status", "--format", "json")  # type: ignore[arg-type]
    assert done.exit_code == 1
    up, disk = json.loads(done.stdout)
    assert (up["part"], up["is_ok"], up["advice"]) == ("up", False, "`tally up` starts it")
    assert disk["part"] == "disk"


def test_another_plan_than_the_one_in_force_is_told() -> None:
    tally = well()
    tally.running.plan = PlanMark("enforce.toml", "enforce", 12, "other")
    done = run(tally, "status", "--format", "json")
    assert done.exit_code == 1
    (told,) = [row["state"] for row in json.loads(done.stdout) if row["part"] == "tracking plan"]
    assert told.startswith("in force: enforce.toml (mode enforce, 12 events); at hand: tracking_plan.toml")


def test_a_deployment_marks_the_plan_as_the_command_does() -> None:
    assert PlanMark(**json.loads(mark_plan_for_aws(PLAN))) == mark_plan()
