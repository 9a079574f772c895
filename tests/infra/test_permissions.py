"""Each function may do what it does, and only to what is its own."""

import json
import re
from typing import Any

import pytest
from tally.domain.settings.kinds import KINDS

from tests.infra.synthesis import Deployment

GIVES = re.compile(":(Get|BatchGet|StartQueryExecution|StopQueryExecution)")
"""Actions of Glue and Athena that change no table and no catalog."""


def statements_in(policy: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return found


def statements_of(deployment: Deployment, function: str) -> list[dict[str, Any]]:
    """The statements of all policies on this function's role."""
    role = deployment.pipeline.functions[function]["Role"]["Fn::GetAtt"][0]
    return [
        statement
        for policy in deployment.pipeline.properties("AWS::IAM::Policy")
        if {"Ref": role} in policy["Roles"]
        for statement in statements_in(policy)
    ]


def actions_of(deployment: Deployment, function: str) -> dict[str, str]:
    """Action -> its resources as text."""
    found: dict[str, str] = {}
    for statement in statements_of(deployment, function):
        actions = statement["Action"]
        for action in [actions] if isinstance(actions, str) else actions:
            found[action] = found.get(action, "") + json.dumps(statement["Resource"])
    return found


def test_no_action_is_a_wildcard(on_aws: Deployment) -> None:
    for policy in on_aws.pipeline.properties("AWS::IAM::Policy"):
        for statement in statements_in(policy):
            assert "*" not in json.dumps(statement["Action"])


def test_no_function_may_touch_every_resource(on_aws: Deployment) -> None:
    for function in on_aws.pipeline.functions:
        for statement in statements_of(on_aws, function):
            assert statement["Resource"] != "*", function
            assert "*" not in statement["Resource"], function


def test_no_managed_policies(on_aws: Deployment) -> None:
    for role in on_aws.pipeline.properties("AWS::IAM::Role"):
        assert "ManagedPolicyArns" not in role


def test_collect_events_puts_parcels_and_claims(on_aws: Deployment) -> None:
    actions = actions_of(on_aws, "collect_events")
    assert set(actions) == {
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "secretsmanager:GetSecretValue",
        "sqs:SendMessage",
        "s3:PutObject",
    }
    assert "/claims/*" in actions["s3:PutObject"]


@pytest.mark.parametrize("function", ["collect_witness", "land_witness"])
def test_the_witness_shares_no_queue_and_no_bucket_with_the_collector(
    on_aws: Deployment, function: str
) -> None:
    """But for the tracking plan, which both read: its versions, and the names of these."""
    statements = statements_of(on_aws, function)
    assert "EventsParcels" not in json.dumps(statements)
    of_lake = [each for each in statements if "GetAttLake" in json.dumps(each)]
    assert all("settings/tracking_plan/*" in json.dumps(each) for each in of_lake)
    actions = [each["Action"] for each in of_lake]
    assert actions == ([] if function == "collect_witness" else ["s3:ListBucket", "s3:GetObject"])


@pytest.mark.parametrize("function", ["collect_events", "land_events"])
def test_the_collector_never_sees_the_witness(on_aws: Deployment, function: str) -> None:
    text = json.dumps(statements_of(on_aws, function))
    assert "Witness" not in text


def test_only_committers_and_erasure_write_the_table(on_aws: Deployment) -> None:
    writers = {
        function
        for function in on_aws.pipeline.functions
        for statement in statements_of(on_aws, function)
        if "s3:PutObject" in statement["Action"] and "/warehouse/*" in json.dumps(statement["Resource"])
    }
    assert writers == {"commit_events", "compact_events", "quarantine_event", "forget_customer"}


def test_whoever_changes_settings_adds_versions_and_sees_the_accounts(on_aws: Deployment) -> None:
    [policy] = [
        each
        for each in on_aws.pipeline.properties("AWS::IAM::ManagedPolicy")
        if each["ManagedPolicyName"] == "tally-settings-editor"
    ]
    actions = [each["Action"] for each in policy["PolicyDocument"]["Statement"]]
    assert actions == ["s3:ListBucket", "s3:GetObject", "s3:PutObject", "cognito-idp:ListUsersInGroup"]


def test_one_function_changes_settings_and_only_what_people_save(on_aws: Deployment) -> None:
    saved = actions_of(on_aws, "serve_settings")
    assert "s3:DeleteObject" not in saved
    for kind in ("tracking_plan", "kpis", "opening_hours", "customer_profiles", "import_map", "sql"):
        assert f"/settings/{kind}/" not in saved["s3:PutObject"]
    assert "/settings/*" not in saved["s3:PutObject"]
    assert "/settings/" in actions_of(on_aws, "refresh_models")["s3:GetObject"]
    for function in on_aws.pipeline.functions.keys() - {"serve_settings", "change_subscription"}:
        written = [
            action
            for action, resources in actions_of(on_aws, function).items()
            if "/settings/" in resources and action not in ("s3:GetObject", "s3:ListBucket")
        ]
        assert written == [], function


def test_who_edits_settings_does_not_loosen_the_plan(on_aws: Deployment) -> None:
    """Together both policies cover every kind, apart they share none."""
    written = {}
    for policy in on_aws.pipeline.properties("AWS::IAM::ManagedPolicy"):
        text = json.dumps([each for each in statements_in(policy) if each["Action"] == "s3:PutObject"])
        written[policy["ManagedPolicyName"]] = re.findall(r"/settings/(\w+)/\*", text)
    assert written["tally-plan-editor"] == ["tracking_plan"]
    assert sorted(written["tally-settings-editor"]) == sorted(KINDS.keys() - {"tracking_plan"})


def test_who_changes_subscriptions_changes_nothing_else(on_aws: Deployment) -> None:
    actions = actions_of(on_aws, "change_subscription")
    assert re.findall(r"/[a-z/]+\*", actions["s3:PutObject"]) == ["/settings/subscription/*"]
    assert {action for action in actions if not GIVES.search(action)} == {
        *("s3:PutObject", "sns:Publish", "logs:CreateLogStream", "logs:PutLogEvents"),
        *("s3:ListBucket", "kms:Decrypt", "kms:GenerateDataKey"),
    }
    readers = {
        function
        for function in on_aws.pipeline.functions
        if "LinkKey" in actions_of(on_aws, function).get("secretsmanager:GetSecretValue", "")
    }
    assert readers == {"change_subscription", "send_daily_report"}


def test_erasing_takes_files_of_schedules_by_the_values_beside_them(on_aws: Deployment) -> None:
    actions = actions_of(on_aws, "forget_customer")
    for place in ("files/*", "scheduled_answers/*", "values/*"):
        assert f'"/{place}"' in actions["s3:DeleteObject"]
    assert "/values/*" in actions["s3:GetObject"]


def test_nobody_deletes_a_proof(on_aws: Deployment) -> None:
    assert "/proofs/forget/*" in actions_of(on_aws, "forget_customer")["s3:PutObject"]
    for function in on_aws.pipeline.functions:
        assert "proofs" not in actions_of(on_aws, function).get("s3:DeleteObject", ""), function


def test_collectors_read_the_write_keys_and_landing_the_salt(on_aws: Deployment) -> None:
    secrets = {
        function: actions_of(on_aws, function).get("secretsmanager:GetSecretValue", "")
        for function in on_aws.pipeline.functions
    }
    assert {name for name, found in secrets.items() if "WriteKeys" in found} == {
        "collect_events",
        "collect_witness",
    }
    assert {name for name, found in secrets.items() if "Salt" in found} == {"land_events"}


def test_who_answers_reports_reads_tables_and_keeps_answers(on_aws: Deployment) -> None:
    actions = actions_of(on_aws, "answer_report")
    assert not [name for name in actions if name.startswith(("glue:", "athena:")) and not GIVES.search(name)]
    for written in ("s3:PutObject", "s3:DeleteObject"):
        assert "TallyLakeLake" not in actions[written]
    assert "/answers/*" in actions["s3:DeleteObject"]
    assert "Witness" not in json.dumps(statements_of(on_aws, "answer_report"))
    assert "tally-reports" in json.dumps(actions["athena:StartQueryExecution"])


def test_athenas_actions_are_allowed_to_who_calls_them(on_aws: Deployment) -> None:
    """Both clients of Athena start, read and stop; each looks in its own way."""
    for function in on_aws.pipeline.functions:
        allowed = {name for name in actions_of(on_aws, function) if name.startswith("athena:")}
        looks = {"athena:GetQueryExecution", "athena:BatchGetQueryExecution"} & allowed
        assert len(looks) == bool(allowed), function
        others = {
            f"athena:{name}" for name in ("StartQueryExecution", "StopQueryExecution", "GetQueryResults")
        }
        assert allowed - looks in (set(), others), function


def test_what_is_published_reads_no_witness(on_aws: Deployment) -> None:
    assert "Witness" not in json.dumps(statements_of(on_aws, "publish_kpis"))


def test_landing_never_deletes(on_aws: Deployment) -> None:
    assert "s3:DeleteObject" not in actions_of(on_aws, "land_events")
    assert "s3:DeleteObject" not in actions_of(on_aws, "land_witness")


def test_the_nightly_run_may_use_the_key_of_the_topic(on_aws: Deployment) -> None:
    (key,) = on_aws.pipeline.of_type("AWS::KMS::Key")
    (policy,) = [
        policy["PolicyDocument"]["Statement"]
        for policy in on_aws.pipeline.properties("AWS::IAM::Policy")
        if policy["PolicyName"].startswith("NightlyMachineRole")
    ]
    usable = [each["Action"] for each in policy if each["Resource"] == {"Fn::GetAtt": [key, "Arn"]}]
    assert usable == [["kms:Decrypt", "kms:GenerateDataKey"]]


def test_only_refresh_models_drops_builds(on_aws: Deployment) -> None:
    droppers = {
        name for name in on_aws.pipeline.functions if "glue:DeleteDatabase" in actions_of(on_aws, name)
    }
    assert droppers == {"refresh_models"}
    resources = actions_of(on_aws, "refresh_models")["glue:DeleteDatabase"]
    assert all(f":{kind}/lake_*" in resources for kind in ("database", "table", "userDefinedFunction"))


def test_who_mails_sends_as_the_shops_domain_and_marks_what_it_sent(on_aws: Deployment) -> None:
    actions = actions_of(on_aws, "send_daily_report")
    for action in ("ses:SendEmail", "ses:SendRawEmail"):
        assert "identity/shop.example" in actions[action]
        assert "configuration-set/tally-mails" in actions[action]
    assert "/sent/daily/*" in actions["s3:PutObject"]
    assert "StaffPool" in actions["cognito-idp:ListUsersInGroup"]
    assert "/page/*" in actions["s3:GetObject"]


def test_who_sends_schedules_reads_what_is_saved_and_writes_its_own_bucket(on_aws: Deployment) -> None:
    actions = actions_of(on_aws, "send_schedules")
    assert "identity/shop.example" in actions["ses:SendRawEmail"]
    assert "StaffPool" in actions["cognito-idp:ListUsersInGroup"]
    assert "/settings/schedule/*" in actions["s3:GetObject"]
    assert "/files/*" in actions["s3:PutObject"]
    assert "SentFiles" not in actions["s3:GetObject"]
    assert "/sent/daily/" not in json.dumps(actions)
    assert {name for name in actions if name.startswith(("sns:", "kms:"))} == {
        *("sns:Publish", "kms:Decrypt", "kms:GenerateDataKey"),
    }
    assert not [name for name in actions if name.startswith(("glue:", "athena:")) and not GIVES.search(name)]


def test_on_one_machine_mails_come_from_a_shop_of_the_example(on_emulator: Deployment) -> None:
    [identity] = on_emulator.pipeline.properties("AWS::SES::EmailIdentity")
    assert identity["EmailIdentity"] == "shop.example"
