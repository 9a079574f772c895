"""A running Tally looked at over boto3, in an account that moto makes."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from moto import mock_aws
from tally.domain.errors import NotPublished
from tally.domain.running.health import HourOfArrivals, PlanMark, QueueLook

from cli.observed_tally import ObservedTally
from tests.put_settings import PUT_AT, put_plan

MARK = PlanMark("enforce.toml", "enforce", 12, "0a")
MACHINE = {"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}
ROLE = "arn:aws:iam::123456789012:role/night"


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "eu-south-1",
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        for queue in ("tally-events", "tally-witness", "tally-events-dead", "tally-witness-dead"):
            client("sqs").create_queue(QueueName=queue)
        for bucket in ("lake", "witness"):
            client("s3").create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-south-1"}
            )
        yield


def client(service: str) -> Any:
    vendor: Any = boto3  # its stubs know services only by literal name
    return vendor.client(service)


def nothing(_name: str, _values: Mapping[str, Any]) -> list[dict[str, Any]]:
    raise NotPublished("no table")


def observe(ask: Any = nothing, **outputs: str) -> ObservedTally:
    buckets = {"LakeBucket": "lake", "WitnessBucket": "witness"}
    return ObservedTally(client, {**buckets, **outputs}, ask, lambda: None)


def test_queues_have_depth_and_age() -> None:
    sqs = client("sqs")
    for name in ("tally-events", "tally-witness-dead"):
        sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=name)["QueueUrl"], MessageBody="parcel")
    client("cloudwatch").put_metric_data(
        Namespace="AWS/SQS",
        MetricData=[
            {
                "MetricName": "ApproximateAgeOfOldestMessage",
                "Dimensions": [{"Name": "QueueName", "Value": "tally-events"}],
                "Value": 90,
                "Timestamp": datetime.now(UTC) - timedelta(minutes=1),
            }
        ],
    )
    assert observe().look_at_queues() == [
        QueueLook("tally-events", 1, timedelta(seconds=90)),
        QueueLook("tally-witness", 0),
    ]
    assert [queue.parcels for queue in observe().look_at_dead_letters()] == [0, 1]


def test_the_last_landing_is_the_newest_object_of_the_newest_days() -> None:
    assert observe().read_last_landing() is None
    for key in ("landing/dt=2026-11-20/a", "landing/dt=2026-11-21/b", "landing/profiles/dt=2026-11-22/c"):
        client("s3").put_object(Bucket="lake", Key=key, Body=b"")
    newest = client("s3").head_object(Bucket="lake", Key="landing/dt=2026-11-21/b")["LastModified"]
    assert observe().read_last_landing() == newest


def test_what_lies_apart_is_counted_for_both_collectors() -> None:
    assert observe().count_set_aside() == 0
    for bucket in ("lake", "witness"):
        client("s3").put_object(Bucket=bucket, Key="unreadable/landing/dt=2026-11-20/a", Body=b"bad")
    assert observe().count_set_aside() == 2


def test_the_last_night_and_the_plan_are_those_of_the_stacks() -> None:
    states = client("stepfunctions")
    arn = states.create_state_machine(name="tally-nightly", definition=json.dumps(MACHINE), roleArn=ROLE)[
        "stateMachineArn"
    ]
    tally = observe(NightlyStateMachine=arn, TrackingPlan=json.dumps(asdict(MARK)))
    assert tally.find_last_night() is None
    states.start_execution(stateMachineArn=arn)
    night = tally.find_last_night()
    assert night is not None
    assert night.status in {"RUNNING", "SUCCEEDED"}
    assert tally.read_plan_in_force() == MARK
    assert observe().read_plan_in_force() is None


def test_a_plan_that_was_put_is_in_force_and_objects_say_by_which_they_landed() -> None:
    put_plan(1, "mode = 'observe'", "lake")
    put_plan(2, "mode = 'enforce'", "lake")
    found = observe(TrackingPlan=json.dumps(asdict(MARK))).read_plan_in_force()
    assert found is not None
    assert (found.file, found.mode, found.number, found.put_at) == (
        "version 2, by anna",
        "enforce",
        2,
        PUT_AT,
    )
    assert observe().find_landed_plans() == []
    sink = io.BytesIO()
    pq.write_table(pa.table({"plan_version": [2, 2]}), sink)
    client("s3").put_object(Bucket="witness", Key="events/dt=2026-11-21/a", Body=sink.getvalue())
    client("s3").put_object(Bucket="lake", Key="landing/dt=2026-11-21/a", Body=b"of another Tally")
    assert [(each.function, each.number) for each in observe().find_landed_plans()] == [("land_witness", 2)]


def test_only_alarms_of_tally_that_ring_are_listed() -> None:
    cloudwatch = client("cloudwatch")
    for name, state in (("tally-b", "ALARM"), ("tally-a", "ALARM"), ("tally-c", "OK"), ("other", "ALARM")):
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            Namespace="n",
            MetricName="m",
            ComparisonOperator="GreaterThanThreshold",
            EvaluationPeriods=1,
            Threshold=1,
            Period=60,
            Statistic="Sum",
        )
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="test")
    assert observe().list_ringing_alarms() == ["tally-a", "tally-b"]


def test_arrivals_are_asked_from_the_day_before_on() -> None:
    asked = []

    def ask(name: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        asked.append((name, values))
        return [{"hour_at": datetime(2026, 11, 22, 9), "landed": 5, "quarantined": 1}]

    since = datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert observe(ask).count_arrivals(since) == [HourOfArrivals(datetime(2026, 11, 22, 9), 5, 1)]
    assert asked == [("arrivals_by_hour", {"since_dt": "2026-11-21", "since": datetime(2026, 11, 22, 9)})]
    assert observe().count_arrivals(since) == []
