"""Schedules: the function that sends what people saved, and the clock that calls it."""

from aws_cdk import Duration
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.constructs.alarms import AlarmTopic
from infra.constructs.answering import Answering, allow_questions
from infra.constructs.layers import Layers
from infra.constructs.mailing import CONFIGURATION_SET, PAGE_FILES, Mailing, sweep_twice_an_hour
from infra.constructs.scheduled_answers import PREFIX
from infra.constructs.setting_editors import ANY_SETTING
from infra.constructs.tally_function import TallyFunction
from infra.lake_stack import LakeStack
from infra.stage import Stage

MEMORY_MB = 1769  # a whole processor, as export_report: what draws and lays out pages is what takes time
LIMIT = Duration.minutes(15)
MARKS = "A mark a day and schedule, and a day and mail."
BY_DATE = "A file and rows a schedule and date, below the folder that it names."


class SendingSchedules(Construct):
    """send_schedules. Without `mail_from` it writes files and rows, and mails none."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        lake: LakeStack,
        layers: Layers,
        answering: Answering,
        mailing: Mailing,
        telling: AlarmTopic,
        page_url: str,
    ) -> None:
        super().__init__(scope, construct_id)
        topic: sns.ITopic = telling.topic
        self.send = TallyFunction(
            self,
            "send_schedules",
            layers=layers.exporting,
            memory_mb=MEMORY_MB,
            timeout=LIMIT,
            settings={
                **answering.report_settings,
                "exports_bucket": lake.exports.bucket_name,
                "user_pool": lake.staff.pool.user_pool_id,
                "configuration_set": CONFIGURATION_SET,
                "topic": topic.topic_arn,
                "mail_from": stage.sender or "",
                "mail_owner": stage.alarm_email or "",
                "page_url": page_url,
                "language": stage.language,
            },
        )
        allow_questions(self.send, stage, lake)
        self._allow_sending(lake)
        mailing.allow_mails(self.send)
        telling.allow_publishing(self.send.role)
        sweep_twice_an_hour(self, "tally-schedules", self.send)

    def _allow_sending(self, lake: LakeStack) -> None:
        """What is saved, the newest build, marks, the exports bucket, and who has an account."""
        saved = ["settings/schedule/*", "settings/question/*", "settings/dashboard/*"]
        self.send.allow_objects(["s3:GetObject"], lake.lake, saved, ANY_SETTING)
        self.send.allow_objects(["s3:GetObject"], lake.results, ["page/*"], PAGE_FILES)
        self.send.allow_objects(["s3:GetObject", "s3:PutObject"], lake.results, ["sent/schedules/*"], MARKS)
        self.send.allow_objects(
            ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], lake.results, ["sent/scheduled/*"], MARKS
        )
        written = ["files/*", f"{PREFIX}/*", "values/*"]
        self.send.allow_objects(["s3:PutObject", "s3:DeleteObject"], lake.exports, written, BY_DATE)
        pool = lake.export_value(lake.staff.pool.user_pool_arn)
        self.send.allow(["cognito-idp:ListUsersInGroup"], [pool])
