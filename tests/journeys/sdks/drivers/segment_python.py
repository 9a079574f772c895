"""segment-analytics-python: reads visits as JSON, makes each with the SDK, prints what it told the app."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from segment.analytics.client import Client


def visit(job: dict[str, Any]) -> dict[str, Any]:
    told: list[str] = []
    client = Client(
        job["write_key"],
        host=job["url"],
        gzip=True,
        on_error=lambda error, _items: told.append(str(error)),
    )
    for place, event in enumerate(job["events"]):
        if event["known"] and not job["events"][place - 1]["known"]:
            client.identify(
                user_id=job["user_id"],
                anonymous_id=job["device_id"],
                traits=job["profile"] if job["with_profile"] else {},
                timestamp=at(job["log_in_at_ms"]),
            )
        who = {"user_id": job["user_id"]} if event["known"] else {"anonymous_id": job["device_id"]}
        client.track(event=event["name"], properties=event["properties"], timestamp=at(event["at_ms"]), **who)
        if place == 0:
            client.flush()
    client.flush()
    client.join()
    return {"run": job["run"], "told": told}


def at(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)


if __name__ == "__main__":
    with ThreadPoolExecutor(8) as pool:
        print(json.dumps(list(pool.map(visit, json.load(sys.stdin)))))
