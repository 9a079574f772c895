"""The visit of a server's SDK that speaks Segment's protocol: Segment's and RudderStack's are alike."""

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any


def make_visits(make_client: Callable[..., Any]) -> None:
    """Read visits as JSON, make each with a client of its own, print what the SDK told the app."""
    with ThreadPoolExecutor(8) as pool:
        print(json.dumps(list(pool.map(lambda job: _visit(make_client, job), json.load(sys.stdin)))))


def _visit(make_client: Callable[..., Any], job: dict[str, Any]) -> dict[str, Any]:
    told: list[str] = []
    # Each visit gzips and batches, or else posts message by message, on the caller's thread.
    turned_round = job["turn"] == "settings_turned_round"
    client = make_client(
        job["write_key"],
        host=job["url"],
        gzip=not turned_round,
        sync_mode=turned_round,
        on_error=lambda error, _items: told.append(str(error)),
    )
    both = {"user_id": job["user_id"], "anonymous_id": job["device_id"]}
    for place, event in enumerate(job["events"]):
        if event["known"] and not job["events"][place - 1]["known"]:
            client.identify(**both, traits=job["traits"], timestamp=_at(job["log_in_at_ms"]))
        who = {"user_id": job["user_id"]} if event["known"] else {"anonymous_id": job["device_id"]}
        client.track(
            event=event["name"], properties=event["properties"], timestamp=_at(event["at_ms"]), **who
        )
        if place == 0 and not turned_round:
            client.flush()
    if job["turn"] == "every_call":
        client.page(**both, category="Sale", name="Cups")
        client.screen(**both, category="Sale", name="Cups")
        client.identify(**both, traits={**job["traits"], "plan": "silver"})
        client.identify(**both, traits=job["traits"])
        client.group(**both, group_id=job["group"]["id"], traits=job["group"]["traits"])
        client.alias(previous_id=job["device_id"], user_id=job["user_id"])
    if not turned_round:  # then there is nothing to wait for, and join() fails
        client.flush()
        client.join()
    return {"run": job["run"], "told": told}


def _at(at_ms: int | None) -> datetime | None:
    return None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, UTC)
