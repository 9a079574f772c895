"""What sent an event: nobody's device but a server, by its platform or by its library, or a bot."""

import json
from typing import Any

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA
from tally.adapters.landing import bots
from tally.adapters.wire.id_key import key_of
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


def mixpanel(**properties: Any) -> dict[str, Any]:
    known = {"time": 1_700_000_000, "$insert_id": "i", "distinct_id": "u", "token": "t"}
    return {"event": "Product Viewed", "properties": {**known, **properties}}


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
    assert sender_of(mixpanel(mp_lib=mp_lib), Protocol.MIXPANEL) == sender


@pytest.mark.parametrize(("platform", "sender"), [("server", "server"), ("Server", "server"), ("web", None)])
def test_our_own_json_tells_it_by_its_platform(platform: str, sender: str | None) -> None:
    assert land_one(an_event(platform=platform)).get("sender") == sender


WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/120.0.0.0 Safari/537.36"
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
HEADLESS = CHROME.replace("Chrome/", "HeadlessChrome/")
BOTS = [
    *(GOOGLE, HEADLESS, "facebookexternalhit/1.1", "Mozilla/5.0 (compatible; bingbot/2.0)"),
    "AhrefsSiteAudit (Desktop) - Mozilla/5.0 (compatible; AhrefsSiteAudit/6.1)",
    "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (compatible; NewOnTheBlock-Bot/0.1)",
    "Mozilla/5.0 (Linux; Android 11; moto g (2022)) Chrome/119.0 Mobile Safari/537.36 Chrome-Lighthouse",
    "Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
]
PEOPLE = [
    CHROME,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.0 Mobile/15E148 Safari/604.1",
    f"Mozilla/5.0 (Linux; Android 9; CUBOT_P30) {WEBKIT} Chrome/87.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (Linux; Android 13; SM-G991B; wv) {WEBKIT} Version/4.0 Chrome/120.0 "
    "Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/441.0.0.0;]",
    "Dalvik/2.1.0 (Linux; U; Android 11; Pixel 5 Build/RQ3A)",
    "okhttp/4.9.3",
    "MyShop/12 CFNetwork/1410.0.3 Darwin/22.6.0",
    "",
]


@pytest.mark.parametrize("agent", BOTS)
def test_a_bot_is_told_by_the_user_agent_in_the_message(agent: str) -> None:
    context = {"userAgent": agent}
    assert sender_of(segment("analytics.js", context=context), Protocol.SEGMENT) == "bot"
    assert sender_of(an_event(properties={"user_agent": agent}), Protocol.TALLY) == "bot"
    assert sender_of(mixpanel(**{"$user_agent": agent}), Protocol.MIXPANEL) == "bot"


@pytest.mark.parametrize("agent", [*PEOPLE, None, 7, ["Googlebot"], {"a": GOOGLE}])
def test_people_are_no_bots_nor_is_what_is_no_text(agent: Any) -> None:
    assert sender_of(segment("analytics.js", context={"userAgent": agent}), Protocol.SEGMENT) is None
    assert sender_of(an_event(properties={"userAgent": agent}), Protocol.TALLY) is None


@pytest.mark.parametrize(
    ("caller", "sender"),
    [
        (GOOGLE, "bot"),
        (HEADLESS, "bot"),
        (CHROME, None),
        ("python-requests/2.31.0", None),
        ("curl/8.1.2", None),
    ],
)
def test_without_one_in_the_message_that_of_the_request_counts_if_it_is_a_browser_s(
    caller: str, sender: str | None
) -> None:
    assert land_one(an_event(), a_receipt(user_agent=caller)).get("sender") == sender
    named = an_event(properties={"user_agent": CHROME})
    assert land_one(named, a_receipt(user_agent=caller)).get("sender") is None


def test_a_server_that_passes_a_bot_s_event_on_names_it_and_its_own_user_agent_is_not_asked() -> None:
    relayed = segment("analytics-python", context={"userAgent": GOOGLE})
    assert sender_of(relayed, Protocol.SEGMENT) == "bot"
    receipt = a_receipt(user_agent=GOOGLE)
    assert land_one(an_event(platform="server"), receipt)["sender"] == "server"


def test_the_user_agent_stays_in_the_properties() -> None:
    row = land_one(an_event(properties={"user_agent": GOOGLE}))
    assert json.loads(row["properties"]) == {"user_agent": GOOGLE}
    assert bots.is_bot("Mozilla/5.0 bot" * 100_000) is False


def test_no_bot_of_the_list_is_taken_for_a_common_browser() -> None:
    listed = [instance for each in CRAWLER_USER_AGENTS_DATA for instance in each.get("instances", [])]
    assert len(listed) > 1000
    missed = [agent for agent in listed if not bots.is_bot(agent) and not agent.startswith("okhttp")]
    assert missed == []


def test_a_server_s_event_is_no_retry_of_a_device_s_nor_the_other_way_round() -> None:
    """A page and its server tell one event of one user under one id."""
    receipt = a_receipt(Protocol.SEGMENT, route="/v1/track")
    browser, server, again = (
        land_one(segment(library, anonymousId=device), receipt)["dedup_key"]
        for library, device in (("analytics.js", "d"), ("analytics-node", None), ("analytics-node", "d"))
    )
    assert browser == key_of("m\x1fProduct Viewed\x1fu")
    assert browser != server == again
