"""What is noted of schedules: `sent/schedules/<day>/<name>.json` of the results bucket."""

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tally.adapters.aws.errors import aws_errors, code_of
from tally.domain.schedules.sending import ScheduleMark, SendingState

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "sent/schedules/"


@dataclass(frozen=True, slots=True)
class S3ScheduleMarks:
    """See ports.scheduling.ScheduleMarks."""

    s3: "S3Client"
    bucket: str

    def find(self, day: date, name: str) -> ScheduleMark | None:
        """See ScheduleMarks."""
        with aws_errors(f"read {PREFIX}"):
            try:
                body = self.s3.get_object(Bucket=self.bucket, Key=_name_mark(day, name))["Body"].read()
            except ClientError as error:
                if code_of(error) == "NoSuchKey":
                    return None
                raise
        told = json.loads(body)
        return ScheduleMark(SendingState(told["state"]), told["version"])

    def put(self, day: date, name: str, mark: ScheduleMark) -> None:
        """See ScheduleMarks."""
        body = json.dumps({"state": mark.state, "version": mark.version}).encode()
        with aws_errors(f"write {PREFIX}"):
            self.s3.put_object(
                Bucket=self.bucket, Key=_name_mark(day, name), Body=body, ContentType="application/json"
            )


def _name_mark(day: date, name: str) -> str:
    return f"{PREFIX}{day}/{name}.json"
