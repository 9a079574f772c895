"""Tells the person in charge by the topic of the alarms, which mails whoever is its subscriber."""

from dataclasses import dataclass
from typing import Any

from tally.adapters.aws.errors import aws_errors


@dataclass(frozen=True, slots=True)
class SnsPerson:
    """See ports.sending.TellPerson."""

    sns: Any  # its stubs are not among our dependencies
    topic_arn: str

    def __call__(self, subject: str, text: str) -> None:
        """See TellPerson."""
        with aws_errors("tell the person in charge"):
            self.sns.publish(TopicArn=self.topic_arn, Subject=subject, Message=text)
