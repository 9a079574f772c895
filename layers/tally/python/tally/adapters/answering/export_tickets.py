"""Exports under way, as objects beside the answers that they wait for: answers/exports/<id>.json."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tally.adapters.answering.kept_answers import PREFIX
from tally.adapters.aws.errors import aws_errors, code_of
from tally.domain.exports.asked_export import AskedExport
from tally.ports.exporting import ExportTicket

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class S3ExportTickets:
    """See ports.ExportTickets. `tally forget` deletes them with all that lies under answers/."""

    s3: "S3Client"
    bucket: str

    def put(self, ticket: ExportTicket) -> None:
        """See ExportTickets.put."""
        told = {
            "caller_key": ticket.caller_key,
            "wanted": ticket.wanted.write(),
            "answer_ids": ticket.answer_ids,
            "troubles": ticket.troubles,
            "questions": ticket.questions,
        }
        with aws_errors("keep an export"):
            self.s3.put_object(
                Bucket=self.bucket, Key=_name(ticket.id), Body=json.dumps(told, ensure_ascii=False).encode()
            )

    def find(self, export_id: str) -> ExportTicket | None:
        """See ExportTickets.find."""
        with aws_errors("read an export"):
            try:
                body = self.s3.get_object(Bucket=self.bucket, Key=_name(export_id))["Body"].read()
            except ClientError as error:
                if code_of(error) == "NoSuchKey":
                    return None
                raise
        told = json.loads(body)
        wanted = AskedExport.read(told["wanted"])
        unsaved = (None,) * len(wanted.reports)  # a ticket of an older release names none
        known = (tuple(told.get(name, unsaved)) for name in ("answer_ids", "troubles", "questions"))
        return ExportTicket(export_id, told["caller_key"], wanted, *known)


def _name(export_id: str) -> str:
    return f"{PREFIX}exports/{export_id}.json"
