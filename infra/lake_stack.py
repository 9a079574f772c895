"""The stateful stack: what must outlive every deployment. Nothing in here computes."""

import json
import tomllib
from pathlib import Path

from aws_cdk import Aws, CfnOutput, SecretValue, Stack
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.constructs.private_bucket import PrivateBucket
from infra.constructs.projected_table import ProjectedTable
from infra.constructs.reasons import accept
from infra.constructs.scheduled_answers import PREFIX, add_scheduled_answers
from infra.constructs.staff import Staff
from infra.stage import GIBIBYTE, Stage

FACTS = Path(__file__).resolve().parent.parent / "layers/tally/python/tally/domain/events"
COLUMNS = FACTS / "columns.toml"
EXTERNAL_TABLES = tomllib.loads((FACTS / "external_tables.toml").read_text())
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

LANDING_DAYS: int = EXTERNAL_TABLES["landing"]["days"]
CLAIM_DAYS = 20  # outlives the 14 days that a parcel may wait in a queue
QUARANTINE_DAYS: int = EXTERNAL_TABLES["quarantine"]["days"]
WITNESS_DAYS: int = EXTERNAL_TABLES["witness_events"]["days"]
UNREADABLE_DAYS = 90  # an alarm rings all the while
ATHENA_RESULT_DAYS = 30
ANSWER_DAYS = 7
LARGE_FILE_DAYS = 1  # their addresses are good for five minutes
SPENT_DAYS = 7
PAGE_DAYS = 35
SENT_DAYS = 35
EXPORT_DAYS = 400  # a year and a month, as what events are repaired from
ACCESS_LOG_DAYS = 90
REPORT_GIB = 20
"""What a question over HTTP may scan: ten cents."""
MODELS_WORKGROUP = "tally"
SETTINGS = "settings/*"
PLAN_VERSIONS = "settings/tracking_plan/*"


class LakeStack(Stack):
    """Buckets, Glue databases with external tables, Athena workgroups, who may log in, secrets."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage, **stack: object) -> None:
        super().__init__(scope, construct_id, **stack)  # type: ignore[arg-type]  # jsii's keyword arguments
        self.stage = stage
        self._make_buckets()
        self._make_tables()
        self.workgroup = self._make_workgroup(
            "Queries",
            MODELS_WORKGROUP,
            "Tally's models and everybody's questions; a query may scan so much and no more",
            self.stage.query_limit_gib,
        )
        self.report_workgroup = self._make_workgroup(
            "Reports",
            "tally-reports",
            "Questions over HTTP; a query may scan so much and no more",
            min(REPORT_GIB, self.stage.query_limit_gib),
        )
        self.staff = Staff(self, "Staff", stage=stage)
        self.write_keys = self._make_write_keys()
        self.salt = self._make_salt()
        self._name_outputs()

    def _make_buckets(self) -> None:
        kept = self.stage.removal_of_data
        logs = PrivateBucket(self, "Logs", removal_policy=kept, expiries=[("", ACCESS_LOG_DAYS)])
        accept(logs, "AwsSolutions-S1", "This bucket receives the access logs of the others.")
        self.lake = PrivateBucket(
            self,
            "Lake",
            removal_policy=kept,
            access_logs=logs,
            expiries=[
                ("landing/", LANDING_DAYS),
                ("records/", LANDING_DAYS),
                ("claims/", CLAIM_DAYS),
                ("quarantine/", QUARANTINE_DAYS),
                ("unreadable/", UNREADABLE_DAYS),
            ],
        )
        self._write_settings_once()
        self.witness = PrivateBucket(
            self,
            "Witness",
            removal_policy=kept,
            access_logs=logs,
            expiries=[
                ("events/", WITNESS_DAYS),
                ("rejected/", WITNESS_DAYS),
                ("unreadable/", UNREADABLE_DAYS),
            ],
        )
        self.results = PrivateBucket(
            self,
            "Results",
            removal_policy=kept,
            access_logs=logs,
            expiries=[
                ("athena/", ATHENA_RESULT_DAYS),
                ("answers/", ANSWER_DAYS),
                ("answers/files/", LARGE_FILE_DAYS),
                ("spent/", SPENT_DAYS),
                ("page/", PAGE_DAYS),
                ("sent/", SENT_DAYS),
            ],
        )
        self.exports = PrivateBucket(
            self,
            "SentFiles",  # CDK itself has a construct that is called Exports
            removal_policy=kept,
            access_logs=logs,
            expiries=[(prefix, EXPORT_DAYS) for prefix in ("files/", f"{PREFIX}/", "values/")],
        )

    def _write_settings_once(self) -> None:
        """A version of a setting is written where none is, whoever writes: history stays as it was.

        Parts of a multipart upload carry no condition, its end does (S3, "Enforce conditional writes").
        """
        self.lake.add_to_resource_policy(
            iam.PolicyStatement(
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["s3:PutObject"],
                resources=[self.lake.arn_for_objects(SETTINGS)],
                conditions={
                    "Null": {"s3:if-none-match": "true"},
                    "Bool": {"s3:ObjectCreationOperation": "true"},
                },
            )
        )

    def _make_tables(self) -> None:
        self.database = self._make_database("Catalog", self.stage.database, "Tally: a shop's events")
        self._make_database("Inner", self.stage.inner_database, "Tally: steps on the way to its tables")
        self._make_database("Records", self.stage.records_database, "Tally: versions of a shop's records")
        declared = tomllib.loads(COLUMNS.read_text())
        buckets = {"lake": self.lake, "witness": self.witness}
        for name, facts in EXTERNAL_TABLES.items():
            ProjectedTable(
                self,
                "".join(word.capitalize() for word in name.split("_")),
                database=self.database,
                name=name,
                description=facts["description"],
                columns=[column for table in facts["columns"] for column in declared[table].items()],
                bucket=buckets[facts["bucket"]],
                prefix=facts["prefix"],
                days=facts["days"],
            )
        add_scheduled_answers(self, database=self.database, bucket=self.exports, days=EXPORT_DAYS)

    def _make_database(self, construct_id: str, name: str, description: str) -> glue.CfnDatabase:
        made = glue.CfnDatabase(
            self,
            construct_id,
            catalog_id=Aws.ACCOUNT_ID,
            database_input={"name": name, "description": description},
        )
        made.apply_removal_policy(self.stage.removal_of_data)
        return made

    def _make_workgroup(
        self, construct_id: str, name: str, description: str, limit_gib: int
    ) -> athena.CfnWorkGroup:
        results = "athena/" if name == MODELS_WORKGROUP else f"athena/{name.removeprefix('tally-')}/"
        return athena.CfnWorkGroup(
            self,
            construct_id,
            name=name,
            description=description,
            recursive_delete_option=True,  # the history of its queries is no data of the shop
            work_group_configuration={
                "engineVersion": {"selectedEngineVersion": "Athena engine version 3"},
                # Enforced, Athena refuses CREATE TABLE AS with a location of its own, and so every model.
                # The limit below holds all the same, and the bucket encrypts whatever a client asks for.
                "enforceWorkGroupConfiguration": name != MODELS_WORKGROUP,
                "publishCloudWatchMetricsEnabled": True,
                "bytesScannedCutoffPerQuery": limit_gib * GIBIBYTE,
                "resultConfiguration": {
                    "outputLocation": f"s3://{self.results.bucket_name}/{results}",
                    "encryptionConfiguration": {"encryptionOption": "SSE_S3"},
                },
            },
        )

    def _make_write_keys(self) -> secretsmanager.Secret:
        fixed = self.stage.fixed_write_keys
        drawn = secretsmanager.SecretStringGenerator(
            secret_string_template="{}",  # noqa: S106 - a template, no secret
            generate_string_key="shop",
            password_length=32,
            exclude_characters=PUNCTUATION,  # a key travels in URLs and as a Basic user name
        )
        secret = secretsmanager.Secret(
            self,
            "WriteKeys",
            description='Tally\'s write keys: {"name of the source": "its key"}. See docs/guides/deploy.md.',
            removal_policy=self.stage.removal_of_data,
            secret_string_value=SecretValue.unsafe_plain_text(fixed) if fixed else None,
            generate_secret_string=None if fixed else drawn,
        )
        accept(
            secret,
            "AwsSolutions-SMG4",
            "Write keys are built into the shop's apps: changing them on a timer would cut those apps off. "
            "docs/guides/deploy.md says how to add a new key beside the old one.",
        )
        return secret

    def _make_salt(self) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "Salt",
            description="The salt that Tally hashes personal data with. See docs/guides/tracking-plan.md.",
            removal_policy=self.stage.removal_of_data,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=64, exclude_punctuation=True
            ),
        )
        accept(
            secret,
            "AwsSolutions-SMG4",
            "With another salt a person hashes to another text, which joins nothing that is in the lake.",
        )
        return secret

    def _name_outputs(self) -> None:
        for name, value in {
            "LakeBucket": self.lake.bucket_name,
            "WitnessBucket": self.witness.bucket_name,
            "ResultsBucket": self.results.bucket_name,
            "ExportsBucket": self.exports.bucket_name,
            "Database": self.stage.database,
            "Workgroup": self.workgroup.name,
            "WriteKeysSecret": self.write_keys.secret_arn,
            "UserPool": self.staff.pool.user_pool_id,
            "UserPoolClient": self.staff.client.user_pool_client_id,
            "SaltSecret": self.salt.secret_arn,
            "Timezone": self.stage.timezone,
            "Settings": json.dumps(self.stage.told, sort_keys=True),
            **({"MailSender": self.stage.sender} if self.stage.sender else {}),
        }.items():
            CfnOutput(self, name, value=value)
