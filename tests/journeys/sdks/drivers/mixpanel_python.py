"""mixpanel (Python): reads visits as JSON, makes each with the SDK, prints what the SDK told the app."""

import json
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from mixpanel import BufferedConsumer, Consumer, Mixpanel, MixpanelException, ServiceAccountCredentials


class App:
    """An app on its server: one client at first, another for users it knows."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job, self.told = job, list[str]()
        host = job["url"].removeprefix("https://")
        self.buffer: BufferedConsumer | None = None
        consumer = known = Consumer(api_host=host)
        if job["turn"] == "imported":
            consumer = Consumer(api_host=host, import_url=f"{job['url']}/import?strict=1")
            account = ServiceAccountCredentials("importer", "its secret", "1")
            self.buffer = known = BufferedConsumer(api_host=host, credentials=account)
        elif job["turn"] == "settings_turned_round":
            self.buffer = known = BufferedConsumer(api_host=host)
        self.anonymous, self.known = (Mixpanel(job["write_key"], consumer=each) for each in (consumer, known))

    def attempt(self, call: Callable[..., Any], *words: Any, **named: Any) -> None:
        try:
            call(*words, **named)
        except (MixpanelException, KeyError, TypeError) as error:  # the latter two: not an answer it can read
            self.told.append(repr(error))

    def visit(self) -> dict[str, Any]:
        job = self.job
        device = {"$device_id": job["device_id"]}
        for place, event in enumerate(job["events"]):
            if event["known"] and not job["events"][place - 1]["known"]:
                both = {**device, "$user_id": job["user_id"]}
                self.send(self.known, job["user_id"], "Signed In", both, job["log_in_at_ms"])
            client = self.known if event["known"] else self.anonymous
            who = job["user_id"] if event["known"] else "$device:" + job["device_id"]
            properties = event["properties"] if event["known"] else {**event["properties"], **device}
            self.send(client, who, event["name"], properties, event["at_ms"])
        self.update(job["user_id"], job["updates"])
        if job["turn"] == "every_call":
            self.other_calls()
        if self.buffer:
            self.attempt(self.buffer.flush)
        return {"run": job["run"], "told": self.told}

    def send(
        self, client: Mixpanel, who: str, name: str, properties: dict[str, Any], at_ms: int | None
    ) -> None:
        at_s = at_ms and at_ms / 1000
        if self.job["turn"] == "imported":
            self.attempt(
                client.import_data, None, who, name, at_s, properties, api_secret=self.job["write_key"]
            )
        else:
            self.attempt(client.track, who, name, {**properties, "time": at_s} if at_s else properties)

    def update(self, user_id: str, updates: list[tuple[str, Any]]) -> None:
        for method, operand in updates:
            self.attempt(getattr(self.known, f"people_{method}"), user_id, listed(method, operand))

    def other_calls(self) -> None:
        job, client = self.job, self.known
        self.attempt(client.people_track_charge, job["user_id"], job["charge"])
        self.update(job["gone_id"], [("set", {"plan": "gold"})])
        self.attempt(client.people_delete, job["gone_id"])
        key, group_id = job["group"]["key"], job["group"]["id"]
        for method, operand in job["group"]["updates"]:
            self.attempt(getattr(client, f"group_{method}"), key, group_id, listed(method, operand))
        self.attempt(client.group_set, key, job["gone_id"], {"industry": "retail"})
        self.attempt(client.group_delete, key, job["gone_id"])
        # alias() of the SDK knows no host but Mixpanel's.
        alias = {"alias": job["user_id"], "distinct_id": job["device_id"]}
        self.attempt(client.track, job["device_id"], "$create_alias", alias)
        self.attempt(client.merge, None, job["device_id"], job["user_id"], api_secret=job["write_key"])


def listed(method: str, operand: Any) -> Any:
    """Properties are unset by a list of their names."""
    return [operand] if method == "unset" else operand


def visit(job: dict[str, Any]) -> dict[str, Any]:
    return App(job).visit()


if __name__ == "__main__":
    with ThreadPoolExecutor(8) as pool:
        print(json.dumps(list(pool.map(visit, json.load(sys.stdin)))))
