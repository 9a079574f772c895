"""Every recorded request of the official SDKs: the answer that its SDK needs and the rows it becomes."""

import json
from typing import Any

import pytest

from functions.collect_events import handler
from tests.collecting import Collector, FakeWriteKeys, a_request, gateway_event
from tests.landing import land, land_profiles
from tests.sdk_requests import RECORDED, WRITE_KEYS, name_of

ANSWERS: dict[str, Any] = {
    "1": 1,
    "status 1": {"status": 1, "error": None},
    "segment": {"success": True},
    "flags": {"flags": {}},
    "definitions": {"flags": []},
}


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Collector:
    collector = Collector(write_keys=FakeWriteKeys(WRITE_KEYS))
    monkeypatch.setattr(handler, "collector", lambda: collector.collect)
    return collector


@pytest.mark.parametrize("sent", RECORDED, ids=name_of)
def test_a_recorded_request(sent: dict[str, Any], collector: Collector) -> None:
    golden, headers = sent["golden"], sent["headers"]
    request = a_request(sent["body_base64"], sent["path"], sent["method"], sent["query"], headers)
    event = gateway_event(request)
    event["isBase64Encoded"] = True
    reply = handler.handle(event, None)

    assert reply["statusCode"] == golden["status"]
    if "origin" in headers:
        assert reply["headers"]["access-control-allow-origin"] == headers["origin"]
        assert reply["headers"]["access-control-allow-credentials"] == "true"
    if golden["answer"] == "preflight":
        wanted = headers["access-control-request-headers"]
        assert reply["headers"]["access-control-allow-headers"] == wanted
        assert headers["access-control-request-method"] in reply["headers"]["access-control-allow-methods"]
    elif golden["answer"] == "segment settings":
        key = sent["path"].split("/")[3]
        assert json.loads(reply["body"])["integrations"]["Segment.io"]["apiKey"] == key
    else:
        assert json.loads(reply["body"]) == ANSWERS[golden["answer"]]

    if "events" not in golden and "profiles" not in golden:
        assert collector.verbs == []
        return
    receipt, _ = collector.parcel()
    events, rejected = land(collector.body(), receipt)
    assert [row["event_name"] for row in events] == golden.get("events", [])
    profiles, _ = land_profiles(collector.body(), receipt)
    assert list(map(as_golden, profiles)) == golden.get("profiles", [])
    assert rejected == []


def as_golden(row: dict[str, Any]) -> list[Any]:
    """A row of a profile update as the golden ones are: place in the body, whose, what was done."""
    place = int(row["update_id"].removeprefix("r-1-")) if row["protocol"] == "mixpanel" else None
    whose = (row["kind"], row.get("group_key"), row["profile_id"])
    return [place, *whose, row["operation"], row.get("property"), json.loads(row.get("value", "null"))]
