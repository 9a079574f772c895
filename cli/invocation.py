"""Calls one function of a deployed Tally and waits for its end."""

import base64
import json
from typing import Any

from tally.domain.errors import PermanentFailure

from cli.clients import Endpoint

LONGEST_RUN_S = 900


def invoke(endpoint: Endpoint, function: str, event: Any) -> Any:
    """Call the function `tally-<function>` and wait for what it returns; PermanentFailure when it raised."""
    client = endpoint.client("lambda", read_timeout=LONGEST_RUN_S, retries={"max_attempts": 0})
    answer = client.invoke(
        FunctionName=f"tally-{function.replace('_', '-')}", Payload=json.dumps(event), LogType="Tail"
    )
    result = json.loads(answer["Payload"].read() or b"null")
    if "FunctionError" not in answer:
        return result
    log = base64.b64decode(answer.get("LogResult", "")).decode(errors="replace")
    lines = "\n".join(f"  {line}" for line in log.splitlines())
    reason = f"{result.get('errorType')}: {result.get('errorMessage')}"
    raise PermanentFailure(f"{function} failed. {reason}\nThe end of its log:\n{lines}")
