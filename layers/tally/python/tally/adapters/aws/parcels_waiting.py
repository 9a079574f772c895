"""How many parcels wait: what lies in a queue lands later, whoever was erased meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tally.adapters.aws.errors import aws_errors

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType

_COUNTS: "Sequence[QueueAttributeNameType]" = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


@dataclass(frozen=True, slots=True)
class SqsParcels:
    """See ports.ParcelsWaiting; `urls` are those of the queues and of their dead-letter queues."""

    sqs: "SQSClient"
    urls: Sequence[str]

    def __call__(self) -> int:
        """See ParcelsWaiting."""
        return sum(self._count_waiting(url) for url in self.urls)

    def _count_waiting(self, url: str) -> int:
        with aws_errors("look at a queue"):
            found = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[*_COUNTS])["Attributes"]
        return sum(int(found.get(name, 0)) for name in _COUNTS)
