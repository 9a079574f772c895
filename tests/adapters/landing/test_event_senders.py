"""What sent an event: nobody's device but a server, by its platform or by its library."""

from typing import Any

import pytest
from tally.domain.collecting.receipt import Protocol

from tests.landing import a_receipt, an_event, land_one


def segment(library: Any = None, **message: Any) -> dict[str, Any]:
    context = message.pop("context", {})
    return {
        "type": "track",
        "event": "Product Viewed",
        "messageId": "m",
        "userId": "u",
        "context": context if library is None else {"library": {"name": library}, **context},
        **message,
    }


def sender_of(event: dict[str, Any], protocol: Protocol) -> str | None:
    route = {"route": "/v1/track"} if protocol is Protocol.SEGMENT else {}
    sender: str | None = land_one(event, a_receipt(protocol, **route)).get("sender")
    return sender


@pytest.mark.parametrize(
    ("library", "sender"),
    [
        ("analytics-python", "server"),
        ("Analytics-Ruby", "server"),
        ("@segment/analytics-node", "server"),
        ("rudder-analytics-python", "server"),
        ("Analytics.NET", "server"),
        ("analytics.js", None),
        ("analytics-ios", None),
        ("somebody's own", None),
        (["analytics-python"], None),
        ({"name": "node"}, None),
        (None, None),
    ],
)
def test_the_library_tells_a_server(library: Any, sender: str | None) -> None:
    assert sender_of(segment(library), Protocol.SEGMENT) == sender


def test_a_server_s_library_stays_one_whatever_platform_it_names() -> None:
    row = land_one(
        segment("analytics-python", properties={"platform": "web"}),
        a_receipt(Protocol.SEGMENT, route="/v1/track"),
    )
    assert (row["platform"], row["sender"]) == ("web", "server")


def test_the_channel_of_rudderstack_tells_a_server() -> None:
    assert sender_of(segment(channel="server"), Protocol.SEGMENT) == "server"
    assert sender_of(segment(channel="web"), Protocol.SEGMENT) is None


@pytest.mark.parametrize(
    ("mp_lib", "sender"), [("python", "server"), ("web", None), (7, None), (["go"], None)]
)
def test_mixpanel_s_library_does_too(mp_lib: Any, sender: str | None) -> None:
    properties = {
        "time": 1_700_000_000,
        "$insert_id": "i",
        "distinct_id": "u",
        "token": "t",
        "mp_lib": mp_lib,
    }
    event = {"event": "Product Viewed", "properties": properties}
    assert sender_of(event, Protocol.MIXPANEL) == sender


@pytest.mark.parametrize(("platform", "sender"), [("server", "server"), ("Server", "server"), ("web", None)])
def test_our_own_json_tells_it_by_its_platform(platform: str, sender: str | None) -> None:
    assert land_one(an_event(platform=platform)).get("sender") == sender
