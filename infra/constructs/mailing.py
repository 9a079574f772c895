"""The daily report by mail: the function, whom it sends as, and the clock that calls it."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.constructs.layers import Layers
from infra.constructs.schedule import Schedule
from infra.constructs.setting_editors import ANY_SETTING
from infra.constructs.tally_function import TallyFunction
from infra.lake_stack import LakeStack
from infra.stage import Stage

MEMORY_MB = 512
LIMIT = Duration.minutes(5)  # a mail takes a tenth of a second: SES takes 14 a second of a new account
CONFIGURATION_SET = "tally-mails"
TWICE_AN_HOUR = "cron(0/30 * * * ? *)"  # some zones are half an hour off
PAGE_FILES = "A file a build and name."
MARKS = "A mark a day and person."


class Mailing(Construct):
    """send_daily_report. Without `mail_from` it shows the report and sends none."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        lake: LakeStack,
        layers: Layers,
        page_url: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self.send = TallyFunction(
            self,
            "send_daily_report",
            layers=layers.querying,
            memory_mb=MEMORY_MB,
            timeout=LIMIT,
            settings={
                "lake_bucket": lake.lake.bucket_name,
                "results_bucket": lake.results.bucket_name,
                "timezone": stage.timezone,
                "user_pool": lake.staff.pool.user_pool_id,
                "configuration_set": CONFIGURATION_SET,
                "mail_from": stage.sender or "",
                "mail_owner": stage.alarm_email or "",
                "page_url": page_url,
                "language": stage.language,
            },
        )
        self._allow_reading(lake)
        self._sender = stage.sender
        if stage.sender:
            self._prove_domain(stage.sender)
            self.allow_mails(self.send)
            Schedule(
                self,
                "Sweep",
                name="tally-daily-report",
                expression=TWICE_AN_HOUR,
                timezone="UTC",
                action="lambda:InvokeFunction",
                target_arn=self.send.function.function_arn,
            )

    def _allow_reading(self, lake: LakeStack) -> None:
        """The page's files, subscriptions, marks of what was sent, and who the executives are."""
        buckets = [lake.export_value(bucket.bucket_arn) for bucket in (lake.lake, lake.results)]
        self.send.allow(["s3:ListBucket"], buckets)
        self.send.allow_objects(["s3:GetObject"], lake.lake, ["settings/subscription/*"], ANY_SETTING)
        self.send.allow_objects(["s3:GetObject"], lake.results, ["page/*"], PAGE_FILES)
        self.send.allow_objects(
            ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], lake.results, ["sent/daily/*"], MARKS
        )
        pool = lake.export_value(lake.staff.pool.user_pool_arn)
        self.send.allow(["cognito-idp:ListUsersInGroup"], [pool])

    def allow_mails(self, function: TallyFunction) -> None:
        """Allow a function to mail as `mail_from`; none where it is not set."""
        if not self._sender:
            return
        named = {"identity": _find_domain(self._sender), "configuration-set": CONFIGURATION_SET}
        function.allow(
            ["ses:SendEmail", "ses:SendRawEmail"],  # a mail of its own making needs both
            [
                Stack.of(self).format_arn(service="ses", resource=kind, resource_name=name)
                for kind, name in named.items()
            ],
        )

    def _prove_domain(self, address: str) -> None:
        """The identity is the address's domain: three records of its DNS prove it, and sign mails (DKIM)."""
        ses.CfnConfigurationSet(
            self,
            "Mails",
            name=CONFIGURATION_SET,
            delivery_options={"tlsPolicy": "REQUIRE"},
            reputation_options={"reputationMetricsEnabled": True},
            suppression_options={"suppressedReasons": ["BOUNCE", "COMPLAINT"]},
        )
        ses.CfnEmailIdentity(self, "Identity", email_identity=_find_domain(address))


def _find_domain(address: str) -> str:
    return address.rpartition("@")[2]
