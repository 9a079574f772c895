"""collect_events: a request from API Gateway becomes a parcel in the queue, then an answer.

No Powertools here: Logger and Metrics add a third to a request's CPU (decision 0003).
"""

import os
from functools import cache
from typing import Any

from tally import cold_start
from tally.adapters.aws.collector_clients import client
from tally.adapters.collecting.api_gateway import preflight, read_request, reply
from tally.adapters.collecting.claims import S3Claims
from tally.adapters.collecting.collector_log import write_line
from tally.adapters.collecting.parcel_queue import SqsParcelQueue
from tally.adapters.collecting.throttle import EventThrottle
from tally.adapters.collecting.write_keys import SecretWriteKeys
from tally.adapters.wire.body_keys import keys_in_body
from tally.adapters.wire.envelope_check import check_envelope
from tally.domain.errors import TallyError
from tally.settings import CollectSettings
from tally.use_cases.collect_events import CollectEvents, unavailable


@cache
def collector() -> CollectEvents:
    """The use case with its adapters, made once."""
    settings = CollectSettings.from_env(os.environ)
    rate = settings.throttle_rate
    return CollectEvents(
        write_keys=SecretWriteKeys(client("secretsmanager"), settings.write_keys_secret),
        queue=SqsParcelQueue(client("sqs"), settings.queue_url),
        claims=S3Claims(lambda: client("s3"), settings.lake_bucket),
        check=check_envelope,
        keys_in_body=keys_in_body,
        throttle=EventThrottle(rate) if rate else None,
    )


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Payload format 2.0 in and out."""
    request = read_request(event)
    if request.method == "OPTIONS":
        return preflight(request)
    failure = None
    try:
        collected = collector()(request)
    except TallyError as error:
        collected, failure = unavailable(request), f"{type(error).__name__}: {error}"
    write_line("collect_events", request, collected, failure)
    return reply(request, collected.answer)


if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:  # make the clients now: Lambda starts functions at full speed
    collector()
cold_start.over()
