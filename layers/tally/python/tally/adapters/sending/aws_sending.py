"""What schedules are sent by at AWS, opened together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import boto3

from tally.adapters.aws.clients import accounts_client
from tally.adapters.sending.accounts import CognitoAccounts
from tally.adapters.sending.alarm_topic import SnsPerson
from tally.adapters.sending.exports_shelf import S3ExportsShelf
from tally.adapters.sending.outbox import SCHEDULED, S3Outbox
from tally.adapters.sending.schedule_marks import S3ScheduleMarks
from tally.adapters.sending.ses_postman import ONE_TRY, SesPostman

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class AwsSending:
    """Accounts, the bucket of exports, mails and their marks, and the person who hears of failures."""

    accounts: CognitoAccounts
    shelf: S3ExportsShelf
    postman: SesPostman
    outbox: S3Outbox
    marks: S3ScheduleMarks
    tell: SnsPerson

    @classmethod
    def open(
        cls, s3: "S3Client", *, results: str, exports: str, pool: str, configuration_set: str, topic: str
    ) -> Self:
        """`results` and `exports` are buckets, `topic` the ARN of the alarms' topic."""
        return cls(
            CognitoAccounts(accounts_client, pool),
            S3ExportsShelf(s3, exports, results),
            SesPostman(boto3.client("sesv2", config=ONE_TRY), configuration_set),
            S3Outbox(s3, results, SCHEDULED),
            S3ScheduleMarks(s3, results),
            SnsPerson(boto3.client("sns"), topic),
        )
