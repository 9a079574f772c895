"""CloudFormation's own specification of every resource, as cfn-lint knows it."""

import copy
import json
from typing import Any

import pytest

from tests.infra.synthesis import Deployment

# The CDK spells out dependencies that CloudFormation would have found by itself.
REDUNDANT_DEPENDENCY = "W3005"


def findings(template: dict[str, Any]) -> list[str]:
    from cfnlint import lint
    from cfnlint.config import ManualArgs

    config = ManualArgs(regions=["eu-south-1", "us-east-1"], ignore_checks=[REDUNDANT_DEPENDENCY])
    return [f"{match.rule.id} {match.message}" for match in lint(json.dumps(template), config=config)]


@pytest.mark.parametrize("stack", ["lake", "pipeline"])
def test_no_resource_breaks_the_specification(on_aws: Deployment, stack: str) -> None:
    assert findings(getattr(on_aws, stack).body) == []


def test_the_check_sees_a_broken_resource(on_aws: Deployment) -> None:
    broken = copy.deepcopy(on_aws.lake.body)
    broken["Resources"]["Queries"]["Properties"]["State"] = "ASLEEP"
    assert any("ASLEEP" in finding for finding in findings(broken))
