"""The functions of the night that let Athena work: models, audit, KPIs, saved questions."""

from aws_cdk import Duration, Stack
from constructs import Construct

from infra.constructs.answering import allow_questions, make_report_settings
from infra.constructs.glue_names import name_glue_resources
from infra.constructs.lake_keeping import RECORD_TABLES
from infra.constructs.layers import PLAN_FILE, Layers
from infra.constructs.setting_editors import ANY_SETTING
from infra.constructs.tally_function import TallyFunction
from infra.lake_stack import SETTINGS, LakeStack
from infra.stage import Stage

MEMORY_MB = 1024  # Athena does the work; what comes back lies in memory
LIMIT = Duration.minutes(15)
GIBIBYTES_OF_A_NIGHT = 50
"""What saved questions may read in a night: a quarter of a dollar."""
WRITTEN = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]
READS = "Athena reads with its caller's rights, whatever objects a table has."
FILES = "Athena names the files of a model, and of a result, itself."
BUILDS = "Each night's build is a database of its own, named after its time."


class Modelling(Construct):
    """refresh_models, audit_lake, publish_kpis and publish_answers."""

    def __init__(
        self, scope: Construct, construct_id: str, *, stage: Stage, lake: LakeStack, layers: Layers
    ) -> None:
        super().__init__(scope, construct_id)
        settings = {
            "lake_bucket": lake.lake.bucket_name,
            "results_bucket": lake.results.bucket_name,
            "database": stage.database,
            "workgroup": lake.workgroup.name,
            "timezone": stage.timezone,
            "opens_at": stage.opens_at,
        }
        self.refresh, self.audit, self.publish_kpis = (
            TallyFunction(
                self,
                verb_noun,
                layers=function_layers,
                memory_mb=MEMORY_MB,
                timeout=LIMIT,
                settings=settings | more,
            )
            for verb_noun, function_layers, more in (
                (
                    "refresh_models",
                    layers.querying_by_plan,
                    {
                        "witness_bucket": lake.witness.bucket_name,
                        "tracking_plan": PLAN_FILE,
                        "currency": stage.currency,
                    },
                ),
                ("audit_lake", layers.auditing, {}),
                (
                    "publish_kpis",
                    layers.querying_by_plan,
                    {"tracking_plan": PLAN_FILE},
                ),
            )
        )
        for function in (self.refresh, self.audit):
            _allow_witness(function, lake)
        for function in (self.refresh, self.audit, self.publish_kpis):
            _allow_queries(function, lake)
            _allow_catalog(function, stage)
            _allow_records(function, stage.records_database)
        self.refresh.keep_timezone(lake.lake)
        self.refresh.allow_objects(["s3:GetObject"], lake.lake, [SETTINGS], ANY_SETTING)
        # Glue asks for the right to delete all that a database may hold, its functions too.
        held = [f"{kind}/{stage.database}_*/*" for kind in ("table", "userDefinedFunction")]
        self.refresh.allow_matching(
            ["glue:DeleteDatabase"],
            name_glue_resources(self.refresh, "catalog", f"database/{stage.database}_*", *held),
            BUILDS,
        )
        self.publish_kpis.allow_objects(
            ["s3:GetObject", "s3:PutObject"],
            lake.results,
            ["kpis/*"],
            "One file a build and table; the build before is compared with.",
        )
        self.publish_kpis.allow_objects(
            ["s3:PutObject"], lake.results, ["page/*", "answers/page/*"], "One file a build and name."
        )
        self.publish_kpis.allow_objects(
            ["s3:GetObject"], lake.lake, ["settings/tracking_plan/*"], ANY_SETTING
        )
        self.publish_answers = self._add_publish_answers(stage, lake, layers)

    def _add_publish_answers(self, stage: Stage, lake: LakeStack, layers: Layers) -> TallyFunction:
        """It asks what stands in dashboards, as people do."""
        function = TallyFunction(
            self,
            "publish_answers",
            layers=layers.querying,
            memory_mb=MEMORY_MB,
            timeout=LIMIT,
            settings=make_report_settings(stage, lake, GIBIBYTES_OF_A_NIGHT),
        )
        allow_questions(function, stage, lake)
        saved = [f"settings/{kind}/*" for kind in ("dashboard", "question")]
        function.allow_objects(["s3:GetObject"], lake.lake, saved, ANY_SETTING)
        newest = f"{lake.export_value(lake.results.bucket_arn)}/page/latest.json"
        function.allow(["s3:GetObject"], [newest])
        return function


def _allow_queries(function: TallyFunction, lake: LakeStack) -> None:
    workgroup = Stack.of(function).format_arn(
        service="athena", resource="workgroup", resource_name=lake.workgroup.name
    )
    queries = ["StartQueryExecution", "StopQueryExecution", "GetQueryExecution", "GetQueryResults"]
    function.allow([f"athena:{action}" for action in queries], [workgroup])
    buckets = [bucket.bucket_arn for bucket in (lake.lake, lake.results)]
    function.allow(["s3:ListBucket", "s3:GetBucketLocation"], buckets)
    function.allow_objects(["s3:GetObject"], lake.lake, ["warehouse/*", "quarantine/*"], READS)
    function.allow_objects([*WRITTEN, "s3:DeleteObject"], lake.lake, ["marts/*"], FILES)
    function.allow_objects(WRITTEN, lake.results, ["athena/*"], FILES)


def _allow_witness(function: TallyFunction, lake: LakeStack) -> None:
    """What is published rests on what the audit has counted, and reads no witness."""
    function.allow(["s3:ListBucket", "s3:GetBucketLocation"], [lake.witness.bucket_arn])
    function.allow_objects(["s3:GetObject"], lake.witness, ["events/*"], READS)


def _allow_catalog(function: TallyFunction, stage: Stage) -> None:
    """Read the lake's tables, write its views, and make builds: databases beside the lake's."""
    database = stage.database
    reads = ["glue:GetDatabase", "glue:GetDatabases", "glue:GetTable", "glue:GetTables", "glue:GetPartitions"]
    writes = ["glue:CreateTable", "glue:UpdateTable", "glue:DeleteTable"]
    published = (database, stage.inner_database)
    named = [each for name in published for each in (f"database/{name}", f"table/{name}/*")]
    own = name_glue_resources(function, "catalog", *named)
    function.allow_matching([*reads, *writes], own, "A view is named after its model.")
    builds = name_glue_resources(function, "catalog", f"database/{database}_*", f"table/{database}_*/*")
    function.allow_matching([*reads, *writes, "glue:CreateDatabase"], builds, BUILDS)
    # Athena looks for this one on every statement, whatever database the statement names.
    function.allow(
        ["glue:GetDatabase", "glue:CreateDatabase"],
        name_glue_resources(function, "catalog", "database/default"),
    )


def _allow_records(function: TallyFunction, database: str) -> None:
    """Read the versions of records: a view is read with its reader's rights."""
    function.allow_matching(
        ["glue:GetDatabase", "glue:GetTable"],
        name_glue_resources(function, f"database/{database}", f"table/{database}/*"),
        RECORD_TABLES,
    )
