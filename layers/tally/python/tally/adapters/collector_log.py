"""One line per request on standard output: CloudWatch reads counts from it (embedded metric format).

It says how many and how large, never what: no event, no id, no key, no address.
"""

import json
import sys

NAMESPACE = "Tally"
_DIMENSIONS = [["service"], ["service", "protocol"]]
_METRICS = [
    {"Name": "AcceptedEvents", "Unit": "Count"},
    {"Name": "RejectedEvents", "Unit": "Count"},
    {"Name": "ReceivedBytes", "Unit": "Bytes"},
]


def write_line(
    service: str,
    *,
    at_ms: int,
    request_id: str,
    protocol: str | None,
    status: int,
    accepted: int,
    rejected: int,
    received_bytes: int,
    failure: str | None = None,
) -> None:
    """Write the line; `failure` is the sentence of a TallyError that the operator should see."""
    line = {
        "_aws": {
            "Timestamp": at_ms,
            "CloudWatchMetrics": [{"Namespace": NAMESPACE, "Dimensions": _DIMENSIONS, "Metrics": _METRICS}],
        },
        "service": service,
        "protocol": protocol or "none",
        "status": status,
        "request_id": request_id,
        "AcceptedEvents": accepted,
        "RejectedEvents": rejected,
        "ReceivedBytes": received_bytes,
    }
    if failure:
        line |= {"level": "ERROR", "failure": failure}
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
