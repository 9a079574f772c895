"""The queue between collecting and landing, in SQS."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tally.adapters.aws.errors import aws_errors

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class SqsParcelQueue:
    """See ports.ParcelQueue."""

    client: "SQSClient"
    url: str

    def send(self, parcel: str) -> None:
        """Return only after SQS has accepted the parcel."""
        with aws_errors("queue a parcel"):
            self.client.send_message(QueueUrl=self.url, MessageBody=parcel)
