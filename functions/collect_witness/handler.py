"""collect_witness: a note of an event becomes a parcel in the witness's own queue.

It shares no resource with collect_events: own function, route, queue and code, so that one fault cannot hide
the same events from both.
"""

import os
from functools import cache
from typing import Any

from tally import cold_start
from tally.adapters.aws.collector_clients import client
from tally.adapters.collecting.api_gateway import preflight, read_request, reply
from tally.adapters.collecting.collector_log import write_line
from tally.adapters.collecting.parcel_queue import SqsParcelQueue
from tally.adapters.collecting.witness_check import check_witness
from tally.adapters.collecting.write_keys import SecretWriteKeys
from tally.domain.errors import TallyError
from tally.settings import CollectWitnessSettings
from tally.use_cases.collect_witness import CollectWitness, unavailable


@cache
def witness() -> CollectWitness:
    """The use case with its adapters, made once."""
    settings = CollectWitnessSettings.from_env(os.environ)
    return CollectWitness(
        write_keys=SecretWriteKeys(client("secretsmanager"), settings.write_keys_secret),
        queue=SqsParcelQueue(client("sqs"), settings.witness_queue_url),
        check=check_witness,
    )


def handle(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Payload format 2.0 in and out."""
    request = read_request(event)
    if request.method == "OPTIONS":
        return preflight(request)
    failure = None
    try:
        collected = witness()(request)
    except TallyError as error:
        collected, failure = unavailable(), f"{type(error).__name__}: {error}"
    write_line("collect_witness", request, collected, failure)
    return reply(request, collected.answer)


if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:  # make the clients now: Lambda starts functions at full speed
    witness()
cold_start.over()
