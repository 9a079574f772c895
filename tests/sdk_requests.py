"""Requests recorded from the official SDKs, each with its golden answer and rows.

seq, sdk, scenario, method, path, query, headers, body_base64; `golden` was made by another decoder than
ours: status, the kind of answer, the names of its events, and the rows of its profile updates: place in the
body (of updates that are no events), kind, group key, id, operation, property, value.
"""

import json
from pathlib import Path
from typing import Any

from tally.domain.collecting.routes import route_of

from tests.collecting import a_request

RECORDED: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_suffix(".jsonl").read_text().splitlines()
]
_SDK_KEYS = "TOK_PY TOK_NODE TOK_WEB WRITEKEY_PY WRITEKEY_NODE WRITEKEY_RUDDER WRITEKEY_WEB"
WRITE_KEYS = dict.fromkeys(_SDK_KEYS.split(), "shop")
"""The keys in them, as the shop would have them: key -> source."""


def route_in(request: dict[str, Any]) -> str:
    """The route of an event request, as its receipt names it."""
    route = route_of(a_request("", request["path"].rstrip("/"), request["method"]))
    assert route is not None
    return route.path


def name_of(request: dict[str, Any]) -> str:
    """A test's name: which request it is about."""
    return f"{request['seq']}-{request['sdk'].split(' ')[0]}-{request['scenario']}".replace("/", "-")
