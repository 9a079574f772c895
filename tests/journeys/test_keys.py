"""A write key gives way to another: both work side by side, then the old one is refused everywhere."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx

from cli.clients import Endpoint
from tests.journeys.conftest import tally

A_MINUTE_S = 60
SOURCE = "app-2027"
EVENT = {"event": "Page Viewed", "device_id": "d-keys", "platform": "web"}
MIXPANEL = {"event": "Page Viewed", "properties": {"distinct_id": "d-keys"}}
SEGMENT = {"type": "page", "name": "Home", "anonymousId": "d-keys"}


def post(endpoint: Endpoint, key: str, path: str = "/v1/events", body: Any = None) -> httpx.Response:
    return httpx.post(f"{endpoint.url}{path}", json=body or EVENT, auth=(key, ""), trust_env=False)


def made(*words: str) -> str:
    """The key that a `tally keys` command makes."""
    rows = json.loads(tally("keys", *words, "--format", "json"))
    (key,) = [row["key"] for row in rows if row["source"] == SOURCE and not row["key"].startswith("...")]
    return str(key)


def wait_until(holds: Callable[[], bool]) -> None:
    """Within the minute that is promised; the poll's unknown key makes a collector look again after 10 s."""
    deadline = time.monotonic() + A_MINUTE_S
    while not holds():
        assert time.monotonic() < deadline, "a minute has passed"
        time.sleep(1)


def test_rotate_and_revoke(emulator: Endpoint) -> None:
    old = made("add", SOURCE)
    wait_until(lambda: post(emulator, old).status_code == 200)
    new = made("rotate", SOURCE)
    wait_until(lambda: post(emulator, new).status_code == 200)
    assert post(emulator, old).status_code == 200

    tally("keys", "revoke", SOURCE)
    wait_until(lambda: post(emulator, "a guess").status_code == post(emulator, old).status_code == 401)
    assert post(emulator, new).status_code == 200
    refusals = {
        "/v1/events": (401, "unknown_key"),
        "/import": (401, "Invalid credentials"),
        "/v1/page": (401, "unknown_key"),
    }
    for path, (status, word) in refusals.items():
        answer = post(emulator, old, path, SEGMENT if path == "/v1/page" else [MIXPANEL])
        assert (answer.status_code, word in answer.text) == (status, True), path
    # mixpanel-python raises its own exception with this text; a reply without `error` would crash it
    verbose = post(emulator, old, "/track?verbose=1", [MIXPANEL])
    assert (verbose.status_code, verbose.json()["status"]) == (200, 0)
    assert "unknown" in verbose.json()["error"]
