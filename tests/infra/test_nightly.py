"""The state machine, read as the graph it is."""

import json
from typing import Any

import pytest

from tests.infra.synthesis import ROOT, Deployment

ADDING = "publish_answers"
STEPS = ["commit_events", "compact_events", "refresh_models", "audit_lake", "publish_kpis", ADDING]


@pytest.fixture(scope="module")
def machine(on_aws: Deployment) -> dict[str, Any]:
    (properties,) = on_aws.pipeline.properties("AWS::StepFunctions::StateMachine")
    parts = properties["DefinitionString"]["Fn::Join"][1]
    text = "".join(
        part if isinstance(part, str) else json.dumps(part)[1:-1].replace('"', "'") for part in parts
    )
    definition: dict[str, Any] = json.loads(text)
    return definition


def test_steps_follow_each_other(machine: dict[str, Any]) -> None:
    assert machine["QueryLanguage"] == "JSONata"
    states, name, walked = machine["States"], machine["StartAt"], []
    while states[name]["Type"] != "Succeed":
        if states[name]["Type"] == "Task":
            walked.append(name)
        name = states[name].get("Next") or states[name]["Default"]
    assert walked == STEPS


@pytest.mark.parametrize("step", STEPS[:2])
def test_a_step_is_repeated_while_something_remains(machine: dict[str, Any], step: str) -> None:
    more = machine["States"][machine["States"][step]["Next"]]
    assert more["Type"] == "Choice"
    assert more["Choices"] == [{"Condition": "{% $states.input.remaining = true %}", "Next": step}]


@pytest.mark.parametrize("step", STEPS[2:])
def test_building_steps_share_one_build(machine: dict[str, Any], step: str) -> None:
    assert machine["States"][step]["Arguments"]["Payload"] == {"build": "{% $build %}"}


@pytest.mark.parametrize("step", STEPS)
def test_what_may_pass_is_tried_again_and_what_cannot_is_not(machine: dict[str, Any], step: str) -> None:
    first, second = machine["States"][step]["Retry"]
    assert (first["ErrorEquals"], first["MaxAttempts"]) == (["Misconfigured", "PermanentFailure"], 0)
    assert {"TemporaryFailure", "States.TaskFailed"} <= set(second["ErrorEquals"])
    assert second["MaxAttempts"] == 3
    assert second["BackoffRate"] > 1


@pytest.mark.parametrize("step", STEPS)
def test_a_failure_tells_a_person(machine: dict[str, Any], step: str) -> None:
    (catch,) = machine["States"][step]["Catch"]
    assert catch["ErrorEquals"] == ["States.ALL"]
    assert catch["Output"]["step"] == step
    tell = machine["States"][catch["Next"]]["Arguments"]
    assert all(part in tell["Message"] for part in ("tally run", "$states.input.cause", "runbook"))
    assert "$states.input.step" in tell["Subject"]
    entry = catch["Output"]["entry"]
    assert f"## {entry}\n" in (ROOT / "docs" / "guides" / "runbook.md").read_text()


@pytest.mark.parametrize("step", STEPS)
def test_it_fails_the_run_unless_all_is_published_by_then(machine: dict[str, Any], step: str) -> None:
    states = machine["States"]
    tell = states[states[step]["Catch"][0]["Next"]]
    stays = states[tell["Next"]]["Type"] == "Succeed"
    assert stays == (step == ADDING)
    assert ("night before stay published" in tell["Arguments"]["Message"]) != stays


def test_the_run_has_an_end(machine: dict[str, Any]) -> None:
    assert machine["TimeoutSeconds"] == 6 * 3600
