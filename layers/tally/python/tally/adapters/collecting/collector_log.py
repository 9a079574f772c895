"""One line per request on standard output: CloudWatch reads counts from it (embedded metric format).

It says how many and how large, never what: no event, no id, no key, no address.
"""

import json
import sys

from tally.domain.collected import Collected
from tally.domain.request import Request

NAMESPACE = "Tally"
_DIMENSIONS = [["service"], ["service", "protocol"]]
_METRICS = [
    {"Name": "AcceptedEvents", "Unit": "Count"},
    {"Name": "RejectedEvents", "Unit": "Count"},
    {"Name": "ReceivedBytes", "Unit": "Bytes"},
]


def write_line(service: str, request: Request, collected: Collected, failure: str | None) -> None:
    """Write the line; `failure` is the sentence of a TallyError that the operator should see."""
    line = {
        "_aws": {
            "Timestamp": request.received_at_ms,
            "CloudWatchMetrics": [{"Namespace": NAMESPACE, "Dimensions": _DIMENSIONS, "Metrics": _METRICS}],
        },
        "service": service,
        "protocol": collected.protocol,
        "status": collected.answer.status,
        "request_id": request.request_id,
        "AcceptedEvents": collected.accepted,
        "RejectedEvents": collected.rejected,
        "ReceivedBytes": collected.received_bytes,
    }
    if failure:
        line |= {"level": "ERROR", "failure": failure}
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
