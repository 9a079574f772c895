"""Waits until everything that was accepted has landed: until both queues are empty."""

import time
from collections.abc import Callable
from typing import Any

from tally.domain.errors import TemporaryFailure

from local.endpoint import Endpoint

QUEUES = ("tally-events", "tally-witness")
LONGEST_WAIT_S = 600.0
LOOK_EVERY_S = 0.5
AWS_LOOK_EVERY_S = 5.0
EMPTY_LOOKS = 2
"""SQS counts approximately: only so many empty looks in a row are believed."""

_COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


def wait_until_landed(
    endpoint: Endpoint,
    update: Callable[[str], None],
    *,
    pause: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Return once no parcel waits or is being landed; TemporaryFailure after LONGEST_WAIT_S."""
    queues = endpoint.client("sqs")
    urls = [queues.get_queue_url(QueueName=name)["QueueUrl"] for name in QUEUES]
    every = LOOK_EVERY_S if endpoint.aws_endpoint else AWS_LOOK_EVERY_S
    give_up_at = clock() + LONGEST_WAIT_S
    empty = 0
    while empty < EMPTY_LOOKS:
        waiting = sum(_waiting(queues, url) for url in urls)
        empty = empty + 1 if waiting == 0 else 0
        if waiting and clock() > give_up_at:
            raise TemporaryFailure(
                f"{waiting} batches have not landed yet. They are safe in the queue: look at the alarms of "
                "land_events and land_witness, then run the night"
            )
        if waiting:
            update(f"{waiting} to go")
        if empty < EMPTY_LOOKS:
            pause(every)


def _waiting(queues: Any, url: str) -> int:
    found = queues.get_queue_attributes(QueueUrl=url, AttributeNames=list(_COUNTS))["Attributes"]
    return sum(int(found.get(name, 0)) for name in _COUNTS)
