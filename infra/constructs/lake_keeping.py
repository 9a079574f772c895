"""The functions that write the tables of the lake: events, profile updates, versions of records."""

from aws_cdk import Duration, Stack
from constructs import Construct

from infra.constructs.layers import Layers
from infra.constructs.tally_function import TallyFunction
from infra.lake_stack import LakeStack
from infra.stage import Stage

MEMORY_MB = 2048
RECORD_TABLES = "A table of records is one file more in the layer."
LIMIT = Duration.minutes(15)  # Lambda's own; both stop a minute before and say that something remains


class LakeKeeping(Construct):
    """commit_events, compact_events, and quarantine_event, which nobody calls by a schedule."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: Stage, lake: LakeStack, layers: Layers
    ) -> None:
        super().__init__(scope, construct_id)
        bucket = lake.lake
        settings = {"lake_bucket": bucket.bucket_name, "database": stage.database}
        self.commit = TallyFunction(
            self,
            "commit_events",
            layers=layers.committing,
            memory_mb=MEMORY_MB,
            timeout=LIMIT,
            settings=settings,
        )
        self.commit.allow_objects(
            ["s3:GetObject", "s3:DeleteObject"],
            bucket,
            ["landing/*", "records/*"],
            "It reads whatever has landed, and moves away what cannot be read.",
        )
        self.commit.allow_objects(
            ["s3:PutObject"],
            bucket,
            ["quarantine/*", "unreadable/*"],
            "An object is named after its batch, or stays named as it landed.",
        )
        self.compact = TallyFunction(
            self,
            "compact_events",
            layers=layers.committing,
            memory_mb=MEMORY_MB,
            timeout=LIMIT,
            settings={**settings, "timezone": stage.timezone},
        )
        self.compact.keep_timezone(bucket)
        self.quarantine = TallyFunction(
            self,
            "quarantine_event",
            layers=layers.committing,
            memory_mb=MEMORY_MB,
            timeout=LIMIT,
            settings=settings,
        )
        self.quarantine.allow_objects(
            ["s3:PutObject"], bucket, ["quarantine/*"], "An object is named after its events."
        )
        for function in (self.commit, self.compact, self.quarantine):
            _allow_tables(function, stage, lake)


def _allow_tables(function: TallyFunction, stage: Stage, lake: LakeStack) -> None:
    bucket = lake.lake
    function.allow(["s3:ListBucket"], [bucket.bucket_arn])
    function.allow_objects(
        ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
        bucket,
        ["warehouse/*"],
        "Iceberg names its files itself.",
    )
    actions = ["glue:GetDatabase", "glue:GetTable", "glue:CreateTable", "glue:UpdateTable"]
    tables = [f"table/{stage.database}/{table}" for table in ("events", "profile_updates")]
    own = ("catalog", f"database/{stage.database}", *tables)
    records = (f"database/{stage.records_database}", f"table/{stage.records_database}/*")
    stack = Stack.of(function)
    function.allow(actions, [stack.format_arn(service="glue", resource=resource) for resource in own])
    function.allow_matching(
        actions, [stack.format_arn(service="glue", resource=resource) for resource in records], RECORD_TABLES
    )
