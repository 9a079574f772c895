"""One Lambda function as all of Tally's are: own role, own log group, layers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.constructs.reasons import accept, accept_resources

ROOT = Path(__file__).resolve().parent.parent.parent
QUICK_MB, QUICK_LIMIT = 512, Duration.seconds(10)
"""Of what reads and writes some objects while somebody waits."""
NEVER_SHIPPED = ["**/__pycache__", "**/*.egg-info", "**/*.pyc", "sample_event.json"]


class TallyFunction(Construct):
    """The function of functions/<verb_noun>/, which may do nothing but write its own log."""

    def __init__(
        self,
        scope: Construct,
        verb_noun: str,
        *,
        layers: Sequence[lambda_.ILayerVersion],
        memory_mb: int,
        timeout: Duration,
        settings: Mapping[str, str],
        uses_powertools: bool = True,
        at_once: int | None = None,
    ) -> None:
        """`settings` become TALLY_<NAME> variables, read by this function's class in tally.settings.

        `at_once` keeps so many of the account's concurrent runs for it, and lets it have no more.
        """
        super().__init__(scope, "".join(word.capitalize() for word in verb_noun.split("_")))
        self.verb_noun = verb_noun
        self.timeout = timeout
        name = f"tally-{verb_noun.replace('_', '-')}"
        log = logs.LogGroup(
            self,
            "Log",
            log_group_name=f"/aws/lambda/{name}",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        self.allow(["logs:CreateLogStream", "logs:PutLogEvents"], [log.log_group_arn])
        self.function = lambda_.Function(
            self,
            "Function",
            function_name=name,
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            code=lambda_.Code.from_asset(str(ROOT / "functions" / verb_noun), exclude=NEVER_SHIPPED),
            handler="handler.handle",
            layers=[*layers],
            memory_size=memory_mb,
            timeout=timeout,
            reserved_concurrent_executions=at_once,
            environment=_make_environment(verb_noun, settings, uses_powertools),
            role=self.role,
            log_group=log,
            logging_format=lambda_.LoggingFormat.JSON,
            # Lambda's own three lines per request cost as much as a third of a collected request.
            system_log_level_v2=lambda_.SystemLogLevel.WARN,
        )
        accept(
            self.function,
            "AwsSolutions-L1",
            "Python 3.13 is the newest runtime that all dependencies have wheels for.",
        )

    def allow(self, actions: Sequence[str], resources: Sequence[str]) -> None:
        """Allow these actions on these resources and nothing else."""
        self.role.add_to_policy(iam.PolicyStatement(actions=[*actions], resources=[*resources]))

    def allow_objects(
        self, actions: Sequence[str], bucket: s3.IBucket, patterns: Sequence[str], reason: str
    ) -> None:
        """Allow these actions on a bucket's objects; `reason` says why their names cannot be listed here."""
        bucket_arn = Stack.of(bucket).export_value(bucket.bucket_arn)
        self.allow_matching(actions, [f"{bucket_arn}/{pattern}" for pattern in patterns], reason)

    def allow_listing(self, bucket: s3.IBucket, prefix: str) -> None:
        """Allow it to list a bucket's objects below a prefix, such as settings/*."""
        self.role.add_to_policy(
            iam.PolicyStatement(
                actions=["s3:ListBucket"],
                resources=[Stack.of(bucket).export_value(bucket.bucket_arn)],
                conditions={"StringLike": {"s3:prefix": prefix}},
            )
        )

    def keep_timezone(self, bucket: s3.IBucket) -> None:
        """Allow it to read the zone of the lake's days, and to write it where none is written."""
        bucket_arn = Stack.of(bucket).export_value(bucket.bucket_arn)
        self.allow(["s3:GetObject", "s3:PutObject"], [f"{bucket_arn}/shop/timezone"])

    def allow_matching(self, actions: Sequence[str], resources: Sequence[str], reason: str) -> None:
        """Allow these actions on resources whose names hold a `*`."""
        self.allow(actions, resources)
        accept_resources(self.role, resources, reason)


def _make_environment(verb_noun: str, settings: Mapping[str, str], uses_powertools: bool) -> dict[str, str]:
    variables = {f"TALLY_{name.upper()}": value for name, value in settings.items()}
    if uses_powertools:
        variables["POWERTOOLS_SERVICE_NAME"] = verb_noun
        variables["POWERTOOLS_METRICS_NAMESPACE"] = "Tally"
    return variables
