"""A running Tally over boto3, for a look at how it stands: see ports.running."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tally.adapters.aws.setting_objects import S3Settings
from tally.domain.errors import NotPublished
from tally.domain.running.health import HourOfArrivals, LandedPlan, LastNight, PlanMark, QueueLook

from cli.plan_file import mark_text
from cli.plan_in_force import ADDRESS

QUEUES = ("tally-events", "tally-witness")
LANDING = "landing/dt="
LANDERS = (("land_events", "LakeBucket", LANDING), ("land_witness", "WitnessBucket", "events/dt="))
_DEPTHS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
_MEASURED_WITHIN = timedelta(minutes=10)
_OBJECT_HOLDS = timedelta(days=1)  # an object lies under the day of its earliest event

AskQuery = Callable[[str, Mapping[str, Any]], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class ObservedTally:
    """`client` makes boto3's clients by name, `outputs` are the stacks', `ask` asks a query by its name."""

    client: Callable[[str], Any]
    outputs: Mapping[str, str]
    ask: AskQuery
    committed_until: Callable[[], datetime | None]

    def look_at_queues(self) -> Sequence[QueueLook]:
        """See RunningTally. The age is CloudWatch's last measurement."""
        return [QueueLook(name, self._count_parcels(name), self._measure_age(name)) for name in QUEUES]

    def look_at_dead_letters(self) -> Sequence[QueueLook]:
        """See RunningTally."""
        return [QueueLook(f"{name}-dead", self._count_parcels(f"{name}-dead")) for name in QUEUES]

    def read_last_landing(self) -> datetime | None:
        """See RunningTally. Objects of the newest day are looked at, and of the day before, which may hold
        what began there.
        """
        newest = self._find_newest_object("LakeBucket", LANDING)
        return newest["LastModified"] if newest else None

    def find_landed_plans(self) -> Sequence[LandedPlan]:
        """See RunningTally: what the newest object of each function says."""
        found = []
        for function, output, prefix in LANDERS:
            newest = self._find_newest_object(output, prefix)
            if newest is None:
                continue
            number = self._read_plan_version(self.outputs[output], newest["Key"])
            if number is not None:
                found.append(LandedPlan(function, number, newest["LastModified"]))
        return found

    def _find_newest_object(self, output: str, prefix: str) -> dict[str, Any] | None:
        """The one written last, of the newest two days below this prefix."""
        pages, bucket = self.client("s3").get_paginator("list_objects_v2"), self.outputs[output]
        folders = [
            folder["Prefix"]
            for page in pages.paginate(Bucket=bucket, Prefix=prefix, Delimiter="/")
            for folder in page.get("CommonPrefixes", [])
        ]
        objects: list[dict[str, Any]] = [
            found
            for folder in sorted(folders)[-2:]
            for page in pages.paginate(Bucket=bucket, Prefix=folder)
            for found in page.get("Contents", [])
        ]
        return max(objects, key=lambda found: found["LastModified"], default=None)

    def _read_plan_version(self, bucket: str, key: str) -> int | None:
        """None of an object from before versions; and of one that cannot be read, which is told elsewhere."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        body = self.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        try:
            numbers = pq.read_table(pa.BufferReader(body), columns=["plan_version"])["plan_version"]
        except (pa.ArrowInvalid, KeyError):
            return None
        return max((number for number in numbers.to_pylist() if number is not None), default=None)

    def read_committed_until(self) -> datetime | None:
        """See RunningTally."""
        return self.committed_until()

    def count_set_aside(self) -> int:
        """See RunningTally."""
        from tally.adapters.lake.set_aside import count_set_aside

        return count_set_aside(self.client("s3"), [self.outputs["LakeBucket"], self.outputs["WitnessBucket"]])

    def find_last_night(self) -> LastNight | None:
        """See RunningTally."""
        listed = self.client("stepfunctions").list_executions(
            stateMachineArn=self.outputs["NightlyStateMachine"], maxResults=1
        )
        for night in listed["executions"]:
            return LastNight(night["status"], night["startDate"], night.get("stopDate"))
        return None

    def list_ringing_alarms(self) -> Sequence[str]:
        """See RunningTally."""
        pages = self.client("cloudwatch").get_paginator("describe_alarms")
        alarms = [
            alarm
            for page in pages.paginate(AlarmNamePrefix="tally-")
            for alarm in page.get("MetricAlarms", [])
        ]
        return sorted(alarm["AlarmName"] for alarm in alarms if alarm["StateValue"] == "ALARM")

    def count_arrivals(self, since: datetime) -> Sequence[HourOfArrivals]:
        """See RunningTally. Where no object has landed yet there is nothing to count."""
        day = since.astimezone(UTC).date() - _OBJECT_HOLDS
        moment = since.astimezone(UTC).replace(tzinfo=None)
        try:
            rows = self.ask("arrivals_by_hour", {"since_dt": str(day), "since": moment})
        except NotPublished:
            return []
        return [HourOfArrivals(row["hour_at"], row["landed"], row["quarantined"]) for row in rows]

    def read_plan_in_force(self) -> PlanMark | None:
        """See RunningTally."""
        newest = S3Settings(self.client("s3"), self.outputs["LakeBucket"]).find_newest(ADDRESS)
        if newest is not None and newest.text is not None:
            name = f"version {newest.number}, by {newest.written_by}"
            return mark_text(name, newest.text, newest.number, newest.written_at)
        noted = self.outputs.get("TrackingPlan")
        return PlanMark(**json.loads(noted)) if noted else None

    def _count_parcels(self, queue: str) -> int:
        sqs = self.client("sqs")
        url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[*_DEPTHS])["Attributes"]
        return sum(int(found[name]) for name in _DEPTHS)

    def _measure_age(self, queue: str) -> timedelta | None:
        now = datetime.now(UTC)
        measured = self.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/SQS",
            MetricName="ApproximateAgeOfOldestMessage",
            Dimensions=[{"Name": "QueueName", "Value": queue}],
            StartTime=now - _MEASURED_WITHIN,
            EndTime=now,
            Period=60,
            Statistics=["Maximum"],
        )["Datapoints"]
        newest = max(measured, key=lambda point: point["Timestamp"], default=None)
        return timedelta(seconds=newest["Maximum"]) if newest else None
