"""Calls one function of a deployed Tally and waits for its end."""

import base64
import json
from typing import Any

from tally.domain import errors

from cli.clients import Endpoint
from cli.endings import FunctionFailed

LONGEST_RUN_S = 900

_ON_PURPOSE = frozenset(vars(errors))
"""Names of the errors that Tally raises on purpose."""


def invoke(endpoint: Endpoint, function: str, event: Any) -> Any:
    """Call the function `tally-<function>` and wait for what it returns; FunctionFailed when it raised."""
    client = endpoint.client("lambda", read_timeout=LONGEST_RUN_S, retries={"max_attempts": 0})
    answer = client.invoke(
        FunctionName=f"tally-{function.replace('_', '-')}", Payload=json.dumps(event), LogType="Tail"
    )
    result = json.loads(answer["Payload"].read() or b"null")
    if "FunctionError" not in answer:
        return result
    log = base64.b64decode(answer.get("LogResult", "")).decode(errors="replace")
    lines = "\n".join(f"  {line}" for line in log.splitlines())
    kind = str(result.get("errorType"))
    raise FunctionFailed(
        f"{function} failed. {kind}: {result.get('errorMessage')}", lines, is_our_fault=_is_bug(kind, result)
    )


def _is_bug(kind: str, result: Any) -> bool:
    """Whether Python raised what nobody foresaw: not on purpose, not a time-out, not AWS that refused."""
    return bool(result.get("stackTrace")) and kind not in _ON_PURPOSE and kind != "ClientError"
