"""What computes: its limits, its queues, its schedules, its alarms."""

import json
import tomllib
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from tally.domain.answering.caller import Role
from tally.domain.collecting.routes import ROUTES

from tests.infra.synthesis import ROOT, Deployment, Template, cdk_context, synthesise


def folders_of_functions() -> set[str]:
    return {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}


def test_every_folder_is_a_function_and_every_function_a_folder(on_aws: Deployment) -> None:
    assert set(on_aws.pipeline.functions) == folders_of_functions()


def test_functions_are_alike(on_aws: Deployment) -> None:
    for name, function in on_aws.pipeline.functions.items():
        assert function["Runtime"] == "python3.13", name
        assert function["Architectures"] == ["arm64"], name
        assert function["Handler"] == "handler.handle", name
        assert function["LoggingConfig"]["LogFormat"] == "JSON", name
        assert function["LoggingConfig"]["SystemLogLevel"] == "WARN", name


@pytest.mark.parametrize(
    ("function", "memory_mb", "seconds"),
    [
        ("collect_events", 512, 10),
        ("collect_witness", 512, 10),
        ("land_events", 1769, 300),
        ("land_witness", 1769, 300),
        ("commit_events", 2048, 900),
        ("compact_events", 2048, 900),
        ("quarantine_event", 2048, 900),
        ("refresh_models", 1024, 900),
        ("audit_lake", 1024, 900),
        ("publish_kpis", 1024, 900),
        ("publish_answers", 1024, 900),
        ("answer_report", 1024, 29),
        ("export_report", 1769, 29),
        ("send_daily_report", 512, 300),
        ("send_schedules", 1769, 900),
        ("read_page", 512, 10),
        ("serve_settings", 512, 10),
        ("change_subscription", 512, 10),
    ],
)
def test_limits(on_aws: Deployment, function: str, memory_mb: int, seconds: int) -> None:
    properties = on_aws.pipeline.functions[function]
    assert (properties["MemorySize"], properties["Timeout"]) == (memory_mb, seconds)


@pytest.mark.parametrize(
    ("function", "layers"),
    [
        ("collect_events", ["tally", "wire"]),
        ("collect_witness", ["tally", "wire"]),
        ("land_events", ["tally", "landing", "tools", "arrow", "plan"]),
        ("land_witness", ["tally", "wire", "tools", "arrow", "plan"]),
        ("commit_events", ["tally", "wire", "tools", "arrow", "iceberg"]),
        ("compact_events", ["tally", "wire", "tools", "arrow", "iceberg"]),
        ("quarantine_event", ["tally", "wire", "tools", "arrow", "iceberg"]),
        ("refresh_models", ["tally", "tools", "plan"]),
        ("audit_lake", ["tally", "query"]),
        ("publish_kpis", ["tally", "tools", "plan"]),
        ("publish_answers", ["tally", "tools"]),
        ("answer_report", ["tally", "tools"]),
        ("export_report", ["tally", "tools", "publishing"]),
        ("send_daily_report", ["tally", "tools"]),
        ("send_schedules", ["tally", "tools", "publishing"]),
        ("read_page", ["tally", "tools"]),
        ("serve_settings", ["tally", "tools"]),
        ("change_subscription", ["tally", "tools"]),
    ],
)
def test_a_function_carries_only_its_layers(on_aws: Deployment, function: str, layers: list[str]) -> None:
    names = {
        name: layer["Properties"]["LayerName"].removeprefix("tally-")
        for name, layer in on_aws.pipeline.of_type("AWS::Lambda::LayerVersion").items()
    }
    assert [names[layer["Ref"]] for layer in on_aws.pipeline.functions[function]["Layers"]] == layers


def test_logs_are_kept_for_a_month(on_aws: Deployment) -> None:
    groups = on_aws.pipeline.properties("AWS::Logs::LogGroup")
    assert len(groups) == 19 + 4  # the functions, both APIs and the page's stage, the state machine
    assert {group["RetentionInDays"] for group in groups} == {30}


def queues_of(template: Template) -> dict[str, dict[str, Any]]:
    return {queue["QueueName"]: queue for queue in template.properties("AWS::SQS::Queue")}


def test_queues_are_encrypted_and_keep_what_failed(on_aws: Deployment) -> None:
    queues = queues_of(on_aws.pipeline)
    assert set(queues) == {"tally-events", "tally-events-dead", "tally-witness", "tally-witness-dead"}
    for name, queue in queues.items():
        assert queue["SqsManagedSseEnabled"] is True, name
        assert queue["MessageRetentionPeriod"] == 14 * 86400, name
    for name in ("tally-events", "tally-witness"):
        assert queues[name]["RedrivePolicy"]["maxReceiveCount"] == 5
        dead = queues[name]["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        logical = {
            q["Properties"]["QueueName"]: n for n, q in on_aws.pipeline.of_type("AWS::SQS::Queue").items()
        }
        assert logical[f"{name}-dead"] == dead
    assert len(on_aws.pipeline.of_type("AWS::SQS::QueuePolicy")) == 4


def test_a_parcel_stays_hidden_for_six_timeouts_and_the_window(on_aws: Deployment) -> None:
    for name in ("tally-events", "tally-witness"):
        assert queues_of(on_aws.pipeline)[name]["VisibilityTimeout"] >= 6 * 300 + 60


def test_parcels_land_in_batches_of_which_only_the_failed_return(on_aws: Deployment) -> None:
    sources = on_aws.pipeline.properties("AWS::Lambda::EventSourceMapping")
    assert len(sources) == 2
    for source in sources:
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert source["BatchSize"] == 500
        assert source["MaximumBatchingWindowInSeconds"] == 60
        assert source["ScalingConfig"] == {"MaximumConcurrency": 10}


def test_routes_lead_to_their_collectors(on_aws: Deployment) -> None:
    both = ("/track", "/engage", "/groups", "/import")
    segment = ("track", "identify", "page", "screen", "group", "alias", "batch")
    assert {route["RouteKey"] for route in on_aws.pipeline.properties("AWS::ApiGatewayV2::Route")} == {
        "POST /v1/events",
        *(f"{method} {path}" for path in both for method in ("GET", "POST")),
        *(f"POST /v1/{name}" for name in segment),
        "POST /w",
        "GET /w.js",
        "$default",
        "POST /v1/reports/{kind}",
        "POST /v1/exports",
        "GET /v1/exports/{id}",
        "GET /v1/published/{name}",
        "GET /v1/published/{folder}/{name}",
        "GET /v1/reports/answers/{id}",
        "DELETE /v1/reports/answers/{id}",
        "GET /v1/catalog",
        "GET /v1/catalog/values",
        *("GET /v1/subscription", "PUT /v1/subscription", "GET /v1/unsubscribe", "POST /v1/unsubscribe"),
        *(f"GET /v1/{place}" for place in ("saved", "cohorts", "dashboards", "schedules")),
        *(
            f"{method} /v1/{place}/{{name}}"
            for place in ("saved", "cohorts", "dashboards", "schedules")
            for method in ("GET", "PUT", "DELETE")
        ),
    }


def test_every_route_of_the_collector_is_there(on_aws: Deployment) -> None:
    keys = {route["RouteKey"] for route in on_aws.pipeline.properties("AWS::ApiGatewayV2::Route")}
    assert {f"{method} {route.path}" for route in ROUTES.values() for method in route.methods} <= keys


def test_the_api_is_throttled_and_its_log_holds_no_key(on_aws: Deployment) -> None:
    stages = on_aws.pipeline.of_type("AWS::ApiGatewayV2::Stage")
    rates = {
        name: each["Properties"]["DefaultRouteSettings"]["ThrottlingRateLimit"]
        for name, each in stages.items()
    }
    assert sorted(rates.values()) == [20, 20, 2000]
    (stage,) = (stages[name]["Properties"] for name, rate in rates.items() if rate == 2000)
    # $default serves the SDKs that end their paths with a slash: no slower than the named routes.
    assert set(stage["RouteSettings"]) == {"POST /import", "GET /import"}
    fields = json.loads(stage["AccessLogSettings"]["Format"])
    assert not [
        value for value in fields.values() if "query" in value or "header" in value or "path" in value
    ]


def test_the_collectors_answer_browsers_and_not_the_gateway(on_aws: Deployment) -> None:
    for api in on_aws.pipeline.properties("AWS::ApiGatewayV2::Api"):
        assert "CorsConfiguration" not in api  # decision 0008; reports are asked from their own origin


def test_only_the_emulator_has_a_fixed_api_id(on_aws: Deployment, on_emulator: Deployment) -> None:
    tags = [
        [api.get("Tags") for api in deployment.pipeline.properties("AWS::ApiGatewayV2::Api")]
        for deployment in (on_aws, on_emulator)
    ]
    fixed = [{"ms-custom-id": f"7a117a1{number}"} for number in (1, 2)]
    assert tags == [[None, None], fixed]


def test_reports_are_asked_by_who_is_logged_in_alone(on_aws: Deployment) -> None:
    (authorizer,) = on_aws.pipeline.of_type("AWS::ApiGatewayV2::Authorizer")
    routes = {route["RouteKey"]: route for route in on_aws.pipeline.properties("AWS::ApiGatewayV2::Route")}
    for key in ("POST /v1/reports/{kind}", "GET /v1/reports/answers/{id}"):
        assert (routes[key]["AuthorizationType"], routes[key]["AuthorizerId"]) == ("JWT", {"Ref": authorizer})
    (pool,) = on_aws.lake.properties("AWS::Cognito::UserPool")
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    groups = {each["GroupName"] for each in on_aws.lake.properties("AWS::Cognito::UserPoolGroup")}
    assert groups == {*Role}


def test_questions_leave_the_rest_of_the_account_alone(on_aws: Deployment) -> None:
    reserved = {
        name: function.get("ReservedConcurrentExecutions")
        for name, function in on_aws.pipeline.functions.items()
    }
    assert {name: many for name, many in reserved.items() if many} == {
        "answer_report": 10,
        "export_report": 3,
    }


def test_schedules(on_aws: Deployment, on_emulator: Deployment) -> None:
    schedules = {s["Name"]: s for s in on_aws.pipeline.properties("AWS::Scheduler::Schedule")}
    assert schedules["tally-commit-events"]["ScheduleExpression"] == "rate(5 minutes)"
    nightly = schedules["tally-nightly"]
    assert nightly["ScheduleExpression"] == "cron(15 3 * * ? *)"
    assert nightly["ScheduleExpressionTimezone"] == "Europe/Rome"
    local = {s["Name"]: s for s in on_emulator.pipeline.properties("AWS::Scheduler::Schedule")}
    assert local["tally-commit-events"]["ScheduleExpression"] == "rate(1 minute)"


def test_alarms_reach_a_person_through_an_encrypted_topic(on_aws: Deployment) -> None:
    (topic,) = on_aws.pipeline.properties("AWS::SNS::Topic")
    assert "KmsMasterKeyId" in topic
    (subscription,) = on_aws.pipeline.properties("AWS::SNS::Subscription")
    assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "shop@example.com")
    for alarm in on_aws.pipeline.properties("AWS::CloudWatch::Alarm"):
        assert alarm["AlarmActions"] == alarm["OKActions"] != []


def test_what_silence_means_to_an_alarm(on_aws: Deployment) -> None:
    by_meaning: dict[str, set[str]] = defaultdict(set)
    for alarm in on_aws.pipeline.properties("AWS::CloudWatch::Alarm"):
        by_meaning[alarm["TreatMissingData"]].add(alarm["AlarmName"])
    assert by_meaning["breaching"] == {"tally-no-commit"}
    # They tell how something is, not that something happened: it stays so until it is measured again.
    assert by_meaning["ignore"] == {"tally-audit-disputes", "tally-unreadable-objects"}
    assert set(by_meaning) == {"breaching", "ignore", "notBreaching"}


def test_every_function_has_its_alarm(on_aws: Deployment) -> None:
    names = {alarm["AlarmName"] for alarm in on_aws.pipeline.properties("AWS::CloudWatch::Alarm")}
    assert {f"tally-{name.replace('_', '-')}-errors" for name in on_aws.pipeline.functions} <= names


def test_disputes_alarm(on_aws: Deployment) -> None:
    alarms = {a["AlarmName"]: a for a in on_aws.pipeline.properties("AWS::CloudWatch::Alarm")}
    alarm = alarms["tally-audit-disputes"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("Tally", "DisputedCells")
    assert alarm["Dimensions"] == [{"Name": "service", "Value": "audit_lake"}]
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanOrEqualToThreshold", 1)


def test_throttled_keys_alarm_by_the_metric_of_the_collectors_log(on_aws: Deployment) -> None:
    alarms = {a["AlarmName"]: a for a in on_aws.pipeline.properties("AWS::CloudWatch::Alarm")}
    alarm = alarms["tally-keys-throttled"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("Tally", "ThrottledRequests")
    assert alarm["Dimensions"] == [{"Name": "service", "Value": "collect_events"}]


def test_outputs(on_aws: Deployment) -> None:
    assert set(on_aws.pipeline.body["Outputs"]) == {
        "EventsUrl",
        "ReportsUrl",
        "PageUrl",
        "PageDomain",
        "PageBucket",
        "PageClient",
        "LoginUrl",
        "NightlyStateMachine",
        "AlarmTopic",
        "AnalystPolicy",
        "SettingsEditorPolicy",
        "PlanEditorPolicy",
        "Dashboard",
        "TrackingPlan",
    }


def test_a_plan_that_is_no_toml_deploys_nothing(tmp_path: Path) -> None:
    from infra.stage import Stage

    plan = tmp_path / "plan.toml"
    plan.write_text("mode = ")
    with pytest.raises(tomllib.TOMLDecodeError):
        synthesise(Stage(tracking_plan=plan), tmp_path)


def test_a_country_database_lies_beside_the_plan(tmp_path: Path) -> None:
    from infra.stage import Stage

    database = tmp_path / "any.mmdb"
    database.write_bytes(b"any bytes")
    deployed = synthesise(Stage(countries=database), tmp_path).pipeline
    assert (
        deployed.functions["land_events"]["Environment"]["Variables"]["TALLY_COUNTRIES"] == "countries.mmdb"
    )
    contents = [set(zipfile.ZipFile(path).namelist()) for path in (tmp_path / "out").glob("asset.*.zip")]
    assert {"python/tracking_plan.toml", "python/countries.mmdb"} in contents


def test_every_flag_of_the_cdk_is_decided(tmp_path: Path) -> None:
    """`cdk synth` counts those that are not on every run: cdk.json keeps what they stand for today."""
    import aws_cdk as cdk

    app = cdk.App(context=cdk_context(), outdir=str(tmp_path))
    cdk.Stack(app, "Empty")
    app.synth()
    artifacts = json.loads((tmp_path / "manifest.json").read_text())["artifacts"].values()
    (report,) = [each["properties"] for each in artifacts if each["type"] == "cdk:feature-flag-report"]
    undecided = [
        name
        for name, flag in report["flags"].items()
        if flag.get("userValue") is None
        and flag.get("unconfiguredBehavesLike", {}).get("v2", False) != flag["recommendedValue"]
    ]
    assert undecided == []
