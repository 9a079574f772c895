"""Reports over HTTP: the function that answers them, and the API that only who is logged in reaches."""

from aws_cdk import Duration, Stack, Tags
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from constructs import Construct

from infra.constructs.analysts import PATTERNS
from infra.constructs.api_stage import open_stage
from infra.constructs.glue_names import name_glue_resources
from infra.constructs.layers import Layers
from infra.constructs.page import API_STAGE, Page
from infra.constructs.reasons import accept
from infra.constructs.saved_settings import SETTING_ROUTES, make_settings_function
from infra.constructs.tally_function import QUICK_LIMIT, QUICK_MB, TallyFunction
from infra.lake_stack import LakeStack
from infra.stage import Stage

MEMORY_MB = 1024
LIMIT = Duration.seconds(29)  # API Gateway waits for 30
AT_ONCE = 10  # of the account's functions at once, which are the collectors', too
EXPORT_MEMORY_MB = 1769  # a whole processor: what draws and lays out pages is what takes time
EXPORTS_AT_ONCE = 3
GIBIBYTES_EACH_DAY = 200
"""What one person's questions may read on a day: a dollar."""

REQUESTS_PER_SECOND = 20
BURST = 40
STABLE_ID = "7a117a12"
READ = ["warehouse/*", "marts/*", "settings/cohort/*"]
OF_QUESTIONS = "An answer is named after its question."
OF_A_BUILD = "A file a build and name."


class Answering(Construct):
    """answer_report behind an HTTP API of its own: a flood of events and a flood of questions stay apart.

    Beside it read_page: what a page shows first does not wait for a run that waits for Athena. And
    export_report: what draws weighs 160 MB, which no answer shall wait for.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        lake: LakeStack,
        layers: Layers,
        page: Page,
    ) -> None:
        super().__init__(scope, construct_id)
        self.report_settings = {
            **make_report_settings(stage, lake, GIBIBYTES_EACH_DAY),
            "persons_for": stage.persons_for,
        }
        self.answer = TallyFunction(
            self,
            "answer_report",
            layers=layers.querying,
            memory_mb=MEMORY_MB,
            timeout=LIMIT,
            settings=self.report_settings,
            uses_powertools=False,
            at_once=AT_ONCE,
        )
        allow_questions(self.answer, stage, lake)
        self.export = TallyFunction(
            self,
            "export_report",
            layers=layers.exporting,
            memory_mb=EXPORT_MEMORY_MB,
            timeout=LIMIT,
            settings=self.report_settings,
            uses_powertools=False,
            at_once=EXPORTS_AT_ONCE,
        )
        allow_questions(self.export, stage, lake)
        self.export.allow_objects(
            ["s3:GetObject"], lake.lake, ["settings/question/*", "settings/dashboard/*"], PATTERNS
        )
        self.export.allow_objects(["s3:GetObject"], lake.results, ["page/*"], OF_A_BUILD)
        self.read = TallyFunction(
            self,
            "read_page",
            layers=layers.querying,
            memory_mb=QUICK_MB,
            timeout=QUICK_LIMIT,
            settings={"results_bucket": lake.results.bucket_name},
            uses_powertools=False,
        )
        bucket = lake.export_value(lake.results.bucket_arn)
        self.read.allow(["s3:ListBucket"], [bucket])  # without it a file that is not there is a refusal
        self.read.allow_objects(["s3:GetObject"], lake.results, ["page/*", "answers/page/*"], OF_A_BUILD)
        self.settings = make_settings_function(self, stage=stage, lake=lake, layers=layers)
        self.functions = [self.answer, self.read, self.settings, self.export]
        self.api = http.HttpApi(
            self, "Api", api_name="tally-reports", description="Tally's reports", create_default_stage=False
        )
        if stage.is_emulator:
            Tags.of(self.api).add("ms-custom-id", STABLE_ID)  # the same URL after every deployment
        audience = [lake.staff.client.user_pool_client_id, page.client.ref]
        self._authorizer = authorizers.HttpJwtAuthorizer("LoggedIn", lake.staff.issuer, jwt_audience=audience)
        routes = (
            ("/v1/reports/{kind}", self.answer, [http.HttpMethod.POST]),
            ("/v1/reports/answers/{id}", self.answer, [http.HttpMethod.GET, http.HttpMethod.DELETE]),
            ("/v1/published/{name}", self.read, [http.HttpMethod.GET]),
            ("/v1/published/{folder}/{name}", self.read, [http.HttpMethod.GET]),
            ("/v1/catalog", self.read, [http.HttpMethod.GET]),
            ("/v1/catalog/values", self.read, [http.HttpMethod.GET]),
            ("/v1/exports", self.export, [http.HttpMethod.POST]),
            ("/v1/exports/{id}", self.export, [http.HttpMethod.GET]),
            *((path, self.settings, methods) for path, methods in SETTING_ROUTES.items()),
        )
        integration = {
            each: integrations.HttpLambdaIntegration(each.verb_noun, each.function) for each in self.functions
        }
        for path, function, methods in routes:
            self.api.add_routes(
                path=path, methods=methods, integration=integration[function], authorizer=self._authorizer
            )
        throttle = http.ThrottleSettings(rate_limit=REQUESTS_PER_SECOND, burst_limit=BURST)
        open_stage(self, self.api, "tally-reports-api", throttle)
        open_stage(Construct(self, "OfThePage"), self.api, "tally-page-api", throttle, API_STAGE)
        page.add_api(self.api)

    def add_subscriptions(self, function: TallyFunction) -> None:
        """Its own subscription for who is logged in; and the one route for who is not: a mail's link."""
        integration = integrations.HttpLambdaIntegration(function.verb_noun, function.function)
        self.api.add_routes(
            path="/v1/subscription",
            methods=[http.HttpMethod.GET, http.HttpMethod.PUT],
            integration=integration,
            authorizer=self._authorizer,
        )
        for route in self.api.add_routes(
            path="/v1/unsubscribe",
            methods=[http.HttpMethod.GET, http.HttpMethod.POST],
            integration=integration,
        ):
            accept(
                route,
                "AwsSolutions-APIG4",
                "Whoever has a mail may end it without a log-in (RFC 8058): its link is signed.",
            )


def make_report_settings(stage: Stage, lake: LakeStack, gibibytes_each_day: int) -> dict[str, str]:
    """Of whatever answers reports; each who asks may read so much on a day."""
    return {
        "lake_bucket": lake.lake.bucket_name,
        "results_bucket": lake.results.bucket_name,
        "database": stage.database,
        "workgroup": lake.report_workgroup.name,
        "timezone": stage.timezone,
        "gibibytes_each_day": str(gibibytes_each_day),
    }


def allow_questions(function: TallyFunction, stage: Stage, lake: LakeStack) -> None:
    """Read the published tables, ask in its own workgroup, and keep answers; change nothing else."""
    workgroup = Stack.of(function).format_arn(
        service="athena", resource="workgroup", resource_name=lake.report_workgroup.name
    )
    actions = ("StartQueryExecution", "BatchGetQueryExecution", "GetQueryResults", "StopQueryExecution")
    function.allow([f"athena:{action}" for action in actions], [workgroup])
    tables = (f"database/{stage.database}*", f"table/{stage.database}*/*")
    catalog = name_glue_resources(function, "catalog", *tables)
    function.allow_matching(["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions"], catalog, PATTERNS)
    # Athena looks for this one on every statement, whatever database the statement names.
    function.allow(["glue:GetDatabase"], name_glue_resources(function, "database/default"))
    buckets = [lake.export_value(bucket.bucket_arn) for bucket in (lake.lake, lake.results)]
    function.allow(["s3:ListBucket", "s3:GetBucketLocation"], buckets)
    function.allow_objects(["s3:GetObject"], lake.lake, READ, PATTERNS)
    function.allow_objects(
        ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
        lake.results,
        ["athena/reports/*"],
        PATTERNS,
    )
    function.allow_objects(
        ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], lake.results, ["answers/*"], OF_QUESTIONS
    )
    function.allow_objects(["s3:PutObject"], lake.results, ["spent/*"], OF_QUESTIONS)
    function.allow(["s3:GetObject"], [f"{lake.export_value(lake.results.bucket_arn)}/answers-erased"])
