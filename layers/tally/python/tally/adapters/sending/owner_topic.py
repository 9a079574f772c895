"""The person in charge of Tally, by the SNS topic of its alarms."""

from dataclasses import dataclass
from typing import Any

from tally.adapters.aws.errors import aws_errors


@dataclass(frozen=True, slots=True)
class SnsOwner:
    """See ports.sending.Owner."""

    sns: Any  # its stubs are not among our dependencies
    topic_arn: str

    def __call__(self, subject: str, text: str) -> None:
        """See Owner."""
        with aws_errors("publish to the topic of alarms"):
            self.sns.publish(TopicArn=self.topic_arn, Subject=subject, Message=text)
