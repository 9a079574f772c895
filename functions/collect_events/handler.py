"""collect_events: a request from API Gateway becomes a parcel in the queue, then an answer.

No Powertools here: its share of a cold start is as large as everything else (decision 0003).
"""

import os
from functools import cache
from typing import Any

from tally.adapters.api_gateway import preflight, read_request, reply
from tally.adapters.botocore_clients import client
from tally.adapters.claims import S3Claims
from tally.adapters.collector_log import write_line
from tally.adapters.envelope_check import check_envelope
from tally.adapters.parcel_queue import SqsParcelQueue
from tally.adapters.write_keys import SecretWriteKeys
from tally.domain.errors import TallyError
from tally.settings import CollectSettings
from tally.use_cases.collect_events import CollectEvents, unavailable


@cache
def collector() -> CollectEvents:
    """The use case with its adapters, made once."""
    settings = CollectSettings.from_env(os.environ)
    return CollectEvents(
        write_keys=SecretWriteKeys(client("secretsmanager"), settings.write_keys_secret),
        queue=SqsParcelQueue(client("sqs"), settings.queue_url),
        claims=S3Claims(lambda: client("s3"), settings.lake_bucket),
        check=check_envelope,
    )


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Entry point: payload format 2.0 in and out."""
    request = read_request(event)
    if request.method == "OPTIONS":
        return preflight(request)
    failure = None
    try:
        collected = collector()(request)
    except TallyError as error:
        collected, failure = unavailable(request), f"{type(error).__name__}: {error}"
    write_line(
        "collect_events",
        at_ms=request.received_at_ms,
        request_id=request.request_id,
        protocol=collected.protocol,
        status=collected.answer.status,
        accepted=collected.accepted,
        rejected=collected.rejected,
        received_bytes=collected.received_bytes,
        failure=failure,
    )
    return reply(request, collected.answer)


if (
    "AWS_LAMBDA_FUNCTION_NAME" in os.environ
):  # clients are made while Lambda starts the function, at full speed
    collector()
