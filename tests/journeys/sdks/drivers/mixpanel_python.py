"""mixpanel (Python): reads visits as JSON, makes each with the SDK, prints what the SDK told the app."""

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from mixpanel import Consumer, Mixpanel, MixpanelException


def visit(job: dict[str, Any]) -> dict[str, Any]:
    told: list[str] = []
    client = Mixpanel(job["write_key"], consumer=Consumer(api_host=job["url"].removeprefix("https://")))

    def attempt(call: Callable[..., Any], *words: Any) -> None:
        try:
            call(*words)
        except (MixpanelException, KeyError, TypeError) as error:  # the latter two: not an answer it can read
            told.append(repr(error))

    device = {"$device_id": job["device_id"]}
    anonymous = "$device:" + job["device_id"]
    for place, event in enumerate(job["events"]):
        if event["known"] and not job["events"][place - 1]["known"]:
            both = {**device, "$user_id": job["user_id"], "time": job["log_in_at_ms"] / 1000}
            attempt(client.track, job["user_id"], "Signed In", both)
        properties = {**event["properties"], "time": event["at_ms"] / 1000}
        if event["known"]:
            attempt(client.track, job["user_id"], event["name"], properties)
        else:
            attempt(client.track, anonymous, event["name"], {**properties, **device})
    if job["with_profile"]:
        attempt(client.people_set, job["user_id"], job["profile"])
        attempt(client.people_set_once, job["user_id"], {"plan": "silver"})
        attempt(client.people_increment, job["user_id"], {"orders": 1})
        attempt(client.people_union, job["user_id"], {"sizes": ["M", "L"]})
    return {"run": job["run"], "told": told}


if __name__ == "__main__":
    with ThreadPoolExecutor(8) as pool:
        print(json.dumps(list(pool.map(visit, json.load(sys.stdin)))))
