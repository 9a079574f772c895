"""The daily report by mail: who sends it, as whom and when; who changes who gets it; and what comes back."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ses as ses
from constructs import Construct

from infra.constructs.alarms import AlarmTopic
from infra.constructs.answering import Answering
from infra.constructs.layers import Layers
from infra.constructs.reasons import accept
from infra.constructs.schedule import Schedule
from infra.constructs.setting_editors import ANY_SETTING
from infra.constructs.tally_function import QUICK_LIMIT, QUICK_MB, TallyFunction
from infra.lake_stack import LakeStack
from infra.stage import Stage

MEMORY_MB = 512
LIMIT = Duration.minutes(5)  # a mail takes a tenth of a second: SES takes 14 a second of a new account
CONFIGURATION_SET = "tally-mails"
TWICE_AN_HOUR = "cron(0/30 * * * ? *)"  # some zones are half an hour off
PAGE_FILES = "A file a build and name."
MARKS = "A mark a day and person."


class Mailing(Construct):
    """send_daily_report and change_subscription. Without `mail_from` the report is shown, and none sent."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        lake: LakeStack,
        layers: Layers,
        page_url: str,
        answering: Answering,
        telling: AlarmTopic,
    ) -> None:
        super().__init__(scope, construct_id)
        self._link_secret = self._make_link_secret()
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
                "link_secret": self._link_secret.secret_arn,
                "language": stage.language,
            },
        )
        self._allow_reading(lake)
        self.change = self._make_changer(stage, lake, layers, telling)
        answering.add_subscriptions(self.change)
        self._sender = stage.sender
        if stage.sender:
            self._prove_domain(stage.sender)
            self._hear_returned()
            self.allow_mails(self.send)
            sweep_twice_an_hour(self, "tally-daily-report", self.send)

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
        self.send.allow(["secretsmanager:GetSecretValue"], [self._link_secret.secret_arn])

    def _make_link_secret(self) -> secretsmanager.Secret:
        """What signs the links that end a mail: with another one those of mails before it end nothing."""
        secret = secretsmanager.Secret(
            self,
            "LinkKey",
            description="The key of the links by which Tally's daily report is ended. Nobody need know it.",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=64, exclude_punctuation=True
            ),
        )
        accept(secret, "AwsSolutions-SMG4", "Another key would spoil the links of mails that were sent.")
        return secret

    def _make_changer(
        self, stage: Stage, lake: LakeStack, layers: Layers, telling: AlarmTopic
    ) -> TallyFunction:
        """It adds versions of subscriptions alone, and counts how many settings stand."""
        function = TallyFunction(
            self,
            "change_subscription",
            layers=layers.querying,
            memory_mb=QUICK_MB,
            timeout=QUICK_LIMIT,
            settings={
                "lake_bucket": lake.lake.bucket_name,
                "timezone": stage.timezone,
                "language": stage.language,
                "link_secret": self._link_secret.secret_arn,
                "topic_arn": telling.topic.topic_arn,
            },
            uses_powertools=False,
        )
        function.allow(["s3:ListBucket"], [lake.export_value(lake.lake.bucket_arn)])
        function.allow_objects(["s3:GetObject"], lake.lake, ["settings/*"], ANY_SETTING)
        function.allow_objects(["s3:PutObject"], lake.lake, ["settings/subscription/*"], ANY_SETTING)
        function.allow(["secretsmanager:GetSecretValue"], [self._link_secret.secret_arn])
        telling.allow_publishing(function.role)
        return function

    def _hear_returned(self) -> None:
        """Bounces and complaints of Tally's own mails, by the account's default bus: it keeps no event."""
        bus = Stack.of(self).format_arn(service="events", resource="event-bus", resource_name="default")
        returned = ses.CfnConfigurationSetEventDestination(
            self,
            "Returned",
            configuration_set_name=CONFIGURATION_SET,
            event_destination={
                "name": "tally-returned",
                "enabled": True,
                "matchingEventTypes": ["bounce", "complaint"],
                "eventBridgeDestination": {"eventBusArn": bus},
            },
        )
        returned.node.add_dependency(self._mails)
        events.Rule(
            self,
            "OnReturned",
            rule_name="tally-mail-returned",
            description="A mail of Tally's bounced, or was marked as spam",
            event_pattern=events.EventPattern(
                source=["aws.ses"],
                detail={"mail": {"tags": {"ses:configuration-set": [CONFIGURATION_SET]}}},
            ),
            targets=[targets.LambdaFunction(self.change.function)],
        )

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
        self._mails = ses.CfnConfigurationSet(
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


def sweep_twice_an_hour(scope: Construct, name: str, function: TallyFunction) -> None:
    """Call the function by the clock."""
    Schedule(
        scope,
        "Sweep",
        name=name,
        expression=TWICE_AN_HOUR,
        timezone="UTC",
        action="lambda:InvokeFunction",
        target_arn=function.function.function_arn,
    )
