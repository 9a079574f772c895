"""One line per request on standard output: CloudWatch reads counts from it (embedded metric format).

It says how many and how large, never what: no event, no id, no key, no address.
"""

import json
import sys

from tally.domain.collecting.collected import Collected
from tally.domain.collecting.request import Request

NAMESPACE = "Tally"
_DIMENSIONS = [["service"], ["service", "protocol"]]
_METRICS = [
    {"Name": "AcceptedEvents", "Unit": "Count"},
    {"Name": "RejectedEvents", "Unit": "Count"},
    {"Name": "ReceivedBytes", "Unit": "Bytes"},
]
_THROTTLED = {"Name": "ThrottledRequests", "Unit": "Count"}
_TOO_MANY = 429


def write_line(service: str, request: Request, collected: Collected, failure: str | None) -> None:
    """Write the line; `failure` is the sentence of a TallyError that the operator should see."""
    line: dict[str, object] = {
        "_aws": _describe_metrics(request, _METRICS),
        "service": service,
        "protocol": collected.protocol,
        "status": collected.answer.status,
        "request_id": request.request_id,
        "AcceptedEvents": collected.accepted,
        "RejectedEvents": collected.rejected,
        "ReceivedBytes": collected.received_bytes,
    }
    if collected.answer.status == _TOO_MANY:
        line["_aws"] = _describe_metrics(request, [*_METRICS, _THROTTLED])
        line["ThrottledRequests"] = 1
    if failure:
        line |= {"level": "ERROR", "failure": failure}
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")


def _describe_metrics(request: Request, metrics: list[dict[str, str]]) -> dict[str, object]:
    """Which members of the line are metrics."""
    described = {"Namespace": NAMESPACE, "Dimensions": _DIMENSIONS, "Metrics": metrics}
    return {"Timestamp": request.received_at_ms, "CloudWatchMetrics": [described]}
