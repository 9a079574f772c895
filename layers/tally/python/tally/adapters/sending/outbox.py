"""Which mails were begun, as objects of the results bucket: `sent/daily/<day>/<key of the address>.json`.

The mark is written before the mail is handed over: use_cases/send_daily_report.py says why. Schedules have a
prefix of their own.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tally.adapters.aws.errors import aws_errors, code_of
from tally.domain.daily_report.mail import Claim, Handover, Posted

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DAILY, SCHEDULED = "sent/daily/", "sent/scheduled/"
BEGUN = "begun"
LONGEST_SENDING = timedelta(minutes=15)
"""No function runs longer."""

_HELD = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}


@dataclass(frozen=True, slots=True)
class S3Outbox:
    """See ports.sending.Outbox. The first conditional PUT takes a mail: of two runs one sends it."""

    s3: "S3Client"
    bucket: str
    prefix: str = DAILY

    def claim(self, day: date, email: str, now: datetime) -> Claim:
        """See Outbox."""
        key = self._name_mark(day, email)
        mark = {"state": BEGUN, "at": now.isoformat()}
        with aws_errors(f"write {self.prefix}"):
            try:
                self._write(key, mark, IfNoneMatch="*")
            except ClientError as error:
                if code_of(error) not in _HELD:
                    raise
                return self._look_at_other(key, now)
        return Claim.OURS

    def end(self, day: date, email: str, handover: Handover) -> None:
        """See Outbox."""
        key = self._name_mark(day, email)
        with aws_errors(f"write {self.prefix}"):
            if handover.posted is Posted.REFUSED:
                self.s3.delete_object(Bucket=self.bucket, Key=key)
            else:
                self._write(key, {"state": handover.posted.value, "detail": handover.detail})

    def _look_at_other(self, key: str, now: datetime) -> Claim:
        try:
            found = self.s3.get_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if code_of(error) == "NoSuchKey":  # refused, and given back, in between: the next sweep has it
                return Claim.TAKEN
            raise
        mark = json.loads(found["Body"].read())
        if mark["state"] != BEGUN or now - datetime.fromisoformat(mark["at"]) < LONGEST_SENDING:
            return Claim.TAKEN
        self._write(key, {"state": Posted.UNKNOWN.value, "detail": "its run ended in between"})
        return Claim.STUCK

    def _write(self, key: str, mark: dict[str, str], **condition: Any) -> None:
        body = json.dumps(mark).encode()
        self.s3.put_object(
            Bucket=self.bucket, Key=key, Body=body, ContentType="application/json", **condition
        )

    def _name_mark(self, day: date, email: str) -> str:
        """No address is in a name: names stand in access logs."""
        return f"{self.prefix}{day}/{hashlib.sha256(email.casefold().encode()).hexdigest()[:32]}.json"
