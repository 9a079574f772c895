"""CPU of a whole collect_events invocation, the runtime's JSON included, against the typical stack.

AWS is stubbed below botocore in both, so that signing and serialising are paid and the network is not.
Rounds of ours and theirs alternate in one process; the median of each is reported.
"""

import contextlib
import importlib
import json
import os
import statistics
import time
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from botocore.awsrequest import AWSResponse

from bench.event_bodies import WRITE_KEY, make_invocations
from bench.ratio import Ratio

_ROUNDS = 15
_REQUESTS = 60
_CONTEXT = SimpleNamespace(function_name="collect", memory_limit_in_mb=512, aws_request_id="r")
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "eu-south-1",
    "POWERTOOLS_SERVICE_NAME": "typical",
    "TALLY_QUEUE_URL": "https://sqs.eu-south-1.amazonaws.com/123456789012/tally-events",
    "TALLY_LAKE_BUCKET": "tally-lake",
    "TALLY_WRITE_KEYS_SECRET": "tally-write-keys",
}

Handler = Callable[[dict[str, Any], object], Mapping[str, Any]]


def run() -> list[Ratio]:
    """The gzip body of the goal, and plain text beside it."""
    os.environ.update(ENVIRONMENT)
    for name in [name for name in os.environ if name.startswith("AWS_ENDPOINT_URL")]:
        del os.environ[name]
    ours, typical = _load_ours(), _load_typical()
    ratios = []
    for zipped, goal in ((True, 3.5), (False, 2.5)):
        name = f"collect, 50 events a request, {'gzip' if zipped else 'plain'}"
        us_ours, us_typical = _time_side_by_side(ours, typical, make_invocations(_REQUESTS, zipped=zipped))
        ratios.append(Ratio(name, us_ours, us_typical, "us CPU/request", goal))
    return ratios


def _load_ours() -> Handler:
    handler = importlib.import_module("functions.collect_events.handler")
    clients = importlib.import_module("tally.adapters.aws.collector_clients")
    _stub_answers(clients.client("sqs"), {"MessageId": "m", "MD5OfMessageBody": "0" * 32})
    _stub_answers(clients.client("secretsmanager"), {"SecretString": json.dumps({"shop": WRITE_KEY})})
    return handler.handle  # type: ignore[no-any-return]  # imported by name


def _load_typical() -> Handler:
    module = importlib.import_module("bench.typical_collect")
    _stub_answers(module.sqs, {"MessageId": "m", "MD5OfMessageBody": "0" * 32})
    return module.handle  # type: ignore[no-any-return]  # imported by name


def _stub_answers(client: Any, answer: Mapping[str, Any]) -> None:
    content = json.dumps(answer).encode()

    def respond(request: Any, **_: object) -> AWSResponse:
        response = AWSResponse(request.url, 200, {"content-type": "application/x-amz-json-1.0"}, None)
        response._content = content
        return response

    client.meta.events.register("before-send", respond)


def _time_side_by_side(ours: Handler, typical: Handler, requests: list[str]) -> tuple[float, float]:
    spent: dict[Handler, list[float]] = {ours: [], typical: []}
    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        for handler in (ours, typical):
            _serve(handler, requests)
        for _ in range(_ROUNDS):
            for handler, times in spent.items():
                started = time.process_time()
                _serve(handler, requests)
                times.append((time.process_time() - started) / len(requests) * 1e6)
    return statistics.median(spent[ours]), statistics.median(spent[typical])


def _serve(handler: Handler, requests: list[str]) -> None:
    for text in requests:
        reply = json.dumps(handler(json.loads(text), _CONTEXT))
        if '"statusCode": 200' not in reply:
            raise RuntimeError(f"a bench request was refused: {reply[:300]}")
