"""The functions that write the tables of the lake: events, profile updates, versions of records."""

from collections.abc import Sequence

from aws_cdk import Duration
from constructs import Construct

from infra.constructs.glue_names import name_glue_resources
from infra.constructs.layers import Layers
from infra.constructs.tally_function import TallyFunction
from infra.lake_stack import LakeStack
from infra.stage import Stage

MEMORY_MB = 2048
REWRITE = ["glue:GetDatabase", "glue:GetTable", "glue:UpdateTable"]
CREATE = [*REWRITE, "glue:CreateTable"]
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
        for function, actions in ((self.commit, CREATE), (self.compact, REWRITE)):
            _allow_tables(function, stage, lake, ["events", "profile_updates"], actions)
            _allow_records(function, stage, actions)
        _allow_tables(self.quarantine, stage, lake, ["events"], CREATE)


def _allow_tables(
    function: TallyFunction, stage: Stage, lake: LakeStack, tables: Sequence[str], actions: Sequence[str]
) -> None:
    """These tables of the lake, and their files."""
    function.allow(["s3:ListBucket"], [lake.lake.bucket_arn])
    function.allow_objects(
        ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        lake.lake,
        ["warehouse/*"],
        "Iceberg names its files itself.",
    )
    names = [f"table/{stage.database}/{table}" for table in tables]
    function.allow(actions, name_glue_resources(function, "catalog", f"database/{stage.database}", *names))


def _allow_records(function: TallyFunction, stage: Stage, actions: Sequence[str]) -> None:
    """The tables of the versions of records."""
    database = stage.records_database
    resources = name_glue_resources(function, f"database/{database}", f"table/{database}/*")
    function.allow_matching(actions, resources, RECORD_TABLES)
