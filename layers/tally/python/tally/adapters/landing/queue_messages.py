"""SQS records as Lambda hands them over, and the answer that names those to deliver again."""

from collections.abc import Iterable, Sequence
from typing import Any

from tally.domain.collecting.queue_message import QueueMessage


def read_messages(event: dict[str, Any]) -> Sequence[QueueMessage]:
    """The messages of one invocation."""
    return [
        QueueMessage(record["messageId"], int(record["attributes"]["SentTimestamp"]), record["body"])
        for record in event["Records"]
    ]


def batch_response(failed_message_ids: Iterable[str] = ()) -> dict[str, Any]:
    """Lambda's partial batch response: all other messages are deleted from the queue."""
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed_message_ids]}
