"""SQS event sources: the batching window, and batches of more than ten messages."""

import threading
import time
from typing import Any

from ministack.services import lambda_svc, sqs

PAYLOAD_BYTES = 6 * 1024 * 1024
"""Bodies in one batch: Lambda's limit for one event."""

_waiting_since: dict[str, float] = {}


def repair() -> None:
    """AWS fills a batch until BatchSize, the batching window or 6 MB is reached.

    Stock: the window is ignored and a batch holds ten messages at most.
    """
    sqs._receive_messages_for_esm = _receive_batch


def _receive_batch(queue_url: str, batch_size: int) -> list[dict[str, Any]]:
    """Messages for one invocation; none while the window of the queue's event source is open."""
    with sqs._queues_lock:
        messages = sqs._get_q(queue_url)
        sqs._expire_retained(messages)
        sqs._dlq_sweep(messages)
        ready, bodies_bytes, full = 0, 0, False
        now = time.time()
        for message in messages["messages"]:
            if message.get("visible_at", 0) > now:
                continue
            size = len(message["body"].encode())
            full = ready == batch_size or (ready > 0 and bodies_bytes + size > PAYLOAD_BYTES)
            if full:
                break
            ready, bodies_bytes = ready + 1, bodies_bytes + size
        full = full or ready >= batch_size
        if not ready:
            _waiting_since.pop(queue_url, None)
            return []
        if not full and _window_is_open(queue_url, messages["attributes"]["QueueArn"]):
            return []
        _waiting_since.pop(queue_url, None)
        visibility_s = int(messages["attributes"].get("VisibilityTimeout", "30"))
        batch: list[dict[str, Any]] = sqs._collect_msgs(messages, ready, visibility_s)
        return batch


def _window_is_open(queue_url: str, queue_arn: str) -> bool:
    """Whether the first message waiting has waited less than the window; wakes the poller when it closes."""
    window_s = max(
        (
            esm.get("MaximumBatchingWindowInSeconds") or 0
            for esm in list(lambda_svc._esms._data.values())
            if esm.get("EventSourceArn") == queue_arn
        ),
        default=0,
    )
    if not window_s:
        return False
    now = time.monotonic()
    if queue_url not in _waiting_since:
        _waiting_since[queue_url] = now
        wake = threading.Timer(window_s, lambda_svc._esm_wake.set)
        wake.daemon = True
        wake.start()
    return now - _waiting_since[queue_url] < window_s
