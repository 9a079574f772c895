"""forget_customer: the one function that may take rows away, from wherever they lie."""

from collections.abc import Sequence

from aws_cdk import Duration, Stack
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.constructs.glue_names import name_glue_resources
from infra.constructs.lake_keeping import RECORD_TABLES
from infra.constructs.layers import Layers
from infra.constructs.parcel_queue import ParcelQueuePair
from infra.constructs.scheduled_answers import PREFIX
from infra.constructs.tally_function import TallyFunction
from infra.lake_stack import LakeStack
from infra.stage import Stage

MEMORY_MB = 2048
LIMIT = Duration.minutes(15)  # Lambda's own; it stops three minutes before and says that something remains
REWRITE = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
DELETE = ["s3:GetObject", "s3:DeleteObject"]
ANYWHERE = "A customer's rows may lie in any object there."


class Erasing(Construct):
    """forget_customer, which nobody calls by a schedule."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        lake: LakeStack,
        layers: Layers,
        queues: Sequence[ParcelQueuePair],
        nightly: sfn.IStateMachine,
    ) -> None:
        super().__init__(scope, construct_id)
        waiting = [queue for parcels in queues for queue in (parcels.queue, parcels.dead)]
        self.forget = TallyFunction(
            self,
            "forget_customer",
            layers=layers.erasing,
            memory_mb=MEMORY_MB,
            timeout=LIMIT,
            settings={
                "lake_bucket": lake.lake.bucket_name,
                "witness_bucket": lake.witness.bucket_name,
                "results_bucket": lake.results.bucket_name,
                "exports_bucket": lake.exports.bucket_name,
                "database": stage.database,
                "workgroup": lake.workgroup.name,
                "queue_urls": " ".join(queue.queue_url for queue in waiting),
                "nightly_arn": nightly.state_machine_arn,
            },
        )
        self.forget.allow(["states:ListExecutions"], [nightly.state_machine_arn])
        self.forget.allow(["sqs:GetQueueAttributes"], [queue.queue_arn for queue in waiting])
        _allow_objects(self.forget, lake)
        _allow_questions(self.forget, stage, lake)


def _allow_objects(function: TallyFunction, lake: LakeStack) -> None:
    """No right to delete a proof."""
    buckets = (lake.lake, lake.witness, lake.results, lake.exports)
    function.allow(["s3:ListBucket", "s3:GetBucketLocation"], [bucket.bucket_arn for bucket in buckets])
    rewritten = ["landing/*", "records/*", "quarantine/*", "marts/*", "warehouse/*"]
    function.allow_objects(REWRITE, lake.lake, rewritten, ANYWHERE)
    function.allow_objects(DELETE, lake.lake, ["claims/*"], ANYWHERE)
    function.allow_objects(REWRITE, lake.witness, ["events/*"], ANYWHERE)
    function.allow_objects(DELETE, lake.witness, ["rejected/*"], ANYWHERE)
    function.allow_objects(
        [*REWRITE, "s3:AbortMultipartUpload"], lake.results, ["athena/*"], "Athena names its results itself."
    )
    function.allow_objects(
        ["s3:DeleteObject"], lake.results, ["answers/*"], "An answer is named after its question."
    )
    function.allow_objects(DELETE, lake.exports, ["values/*"], ANYWHERE)
    function.allow_objects(["s3:DeleteObject"], lake.exports, ["files/*", f"{PREFIX}/*"], ANYWHERE)
    function.allow(["s3:PutObject"], [f"{lake.export_value(lake.results.bucket_arn)}/answers-erased"])
    function.allow_objects(
        ["s3:PutObject", "s3:DeleteObject"], lake.lake, ["suppressed/*"], "Named after keys of ids."
    )
    function.allow_objects(
        ["s3:GetObject", "s3:PutObject"],
        lake.lake,
        ["proofs/forget/*"],
        "Each request has a proof of its own.",
    )


def _allow_questions(function: TallyFunction, stage: Stage, lake: LakeStack) -> None:
    """Ask Athena about the lake's tables, and commit to those that are Iceberg's."""
    workgroup = Stack.of(function).format_arn(
        service="athena", resource="workgroup", resource_name=lake.workgroup.name
    )
    actions = ("StartQueryExecution", "GetQueryExecution", "GetQueryResults", "StopQueryExecution")
    function.allow([f"athena:{action}" for action in actions], [workgroup])

    def name_tables(*tables: str) -> list[str]:
        names = (f"table/{stage.database}/{table}" for table in tables)
        return name_glue_resources(function, "catalog", f"database/{stage.database}", *names)

    iceberg = ("events", "profile_updates")
    function.allow(
        ["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions"],
        [
            *name_tables(*iceberg, "landing", "quarantine", "witness_events"),
            # Athena looks for this one on every statement, whatever database the statement names.
            *name_glue_resources(function, "database/default"),
        ],
    )
    function.allow(["glue:UpdateTable"], name_tables(*iceberg))
    records = (f"database/{stage.records_database}", f"table/{stage.records_database}/*")
    function.allow_matching(
        ["glue:GetDatabase", "glue:GetTable", "glue:UpdateTable"],
        name_glue_resources(function, *records),
        RECORD_TABLES,
    )
