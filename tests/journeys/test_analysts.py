"""What somebody with the policy for analysts may do, as IAM's simulator judges it."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from cli.clients import Endpoint

WRITES = ["glue:CreateTable", "glue:UpdateTable", "glue:DeleteTable", "glue:DeleteDatabase"]
ASKS = ["glue:GetTable", "glue:GetDatabase"]


@pytest.fixture(scope="module")
def analysts(emulator: Endpoint) -> str:
    """The policy as it was deployed."""
    iam, arn = emulator.client("iam"), emulator.outputs["AnalystPolicy"]
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return _spell(iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"])


@pytest.fixture(scope="module")
def builder(emulator: Endpoint) -> list[str]:
    """The control: the policies of the function that builds the tables."""
    iam = emulator.client("iam")
    function = emulator.client("lambda").get_function(FunctionName="tally-refresh-models")["Configuration"]
    role = function["Role"].rpartition("/")[2]
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    return [_spell(iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]) for name in names]


def _spell(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document)


def allowed(endpoint: Endpoint, policies: Sequence[str], actions: list[str], resource: str) -> set[str]:
    results = endpoint.client("iam").simulate_custom_policy(
        PolicyInputList=[*policies], ActionNames=actions, ResourceArns=[resource]
    )["EvaluationResults"]
    assert {result["EvalActionName"] for result in results} == {*actions}
    return {result["EvalActionName"] for result in results if result["EvalDecision"] == "allowed"}


@pytest.fixture
def orders(emulator: Endpoint) -> str:
    """A published table, as Glue names it."""
    return f"arn:aws:glue:{emulator.region}:000000000000:table/{emulator.outputs['Database']}/orders"


def test_analysts_describe_tables_and_change_none(emulator: Endpoint, analysts: str, orders: str) -> None:
    assert allowed(emulator, [analysts], [*ASKS, *WRITES], orders) == {*ASKS}


def test_the_builder_may_what_they_may_not(emulator: Endpoint, builder: list[str], orders: str) -> None:
    assert {"glue:CreateTable", "glue:DeleteTable"} <= allowed(emulator, builder, WRITES, orders)


@pytest.mark.parametrize("prefix", ["landing", "records", "warehouse/events", "marts", "settings"])
def test_analysts_read_objects_and_write_none(emulator: Endpoint, analysts: str, prefix: str) -> None:
    place = f"arn:aws:s3:::{emulator.outputs['LakeBucket']}/{prefix}/x.parquet"
    actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    assert allowed(emulator, [analysts], actions, place) == {"s3:GetObject"}


@pytest.mark.parametrize("prefix", ["quarantine", "claims", "unreadable"])
def test_what_was_sent_as_it_was_sent_is_for_operators(
    emulator: Endpoint, analysts: str, prefix: str
) -> None:
    place = f"arn:aws:s3:::{emulator.outputs['LakeBucket']}/{prefix}/x"
    assert allowed(emulator, [analysts], ["s3:GetObject"], place) == set()


def test_analysts_get_answers(emulator: Endpoint, analysts: str) -> None:
    place = f"arn:aws:s3:::{emulator.outputs['ResultsBucket']}/athena/x.csv"
    assert allowed(emulator, [analysts], ["s3:GetObject", "s3:PutObject"], place) == {
        *("s3:GetObject", "s3:PutObject")
    }
    workgroup = f"arn:aws:athena:{emulator.region}:000000000000:workgroup/tally"
    asking = ["athena:StartQueryExecution", "athena:GetQueryResults"]
    assert allowed(emulator, [analysts], [*asking, "athena:UpdateWorkGroup"], workgroup) == {*asking}
