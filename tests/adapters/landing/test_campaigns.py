"""Click ids with their parameter's name, and campaign tags: from properties, else from the address."""

import json
from typing import Any

import pytest
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.landing_plan import landing_plan
from tally.domain.collecting.receipt import Protocol
from tally.domain.plan.tracking_plan import parse_plan
from tally.domain.shop.shop_clock import ShopClock

from tests.landing import a_receipt, an_event, land_one

PAGE = "https://shop.example/p"


@pytest.mark.parametrize(
    ("properties", "click"),
    [
        ({"gclid": "G"}, ("G", "gclid")),
        ({"fbclid": "F"}, ("F", "fbclid")),
        ({"fbclid": "F", "gclid": "G"}, ("G", "gclid")),
        ({"fbclid": "F", "gclid": ""}, ("F", "fbclid")),
        ({"click_id": "C"}, ("C", None)),
        ({"click_id": "C", "click_id_name": "rdt_cid"}, ("C", "rdt_cid")),
        ({"url": f"{PAGE}?gclid=G"}, ("G", "gclid")),
        ({"url": f"{PAGE}?x=1&GCLID=G#top"}, ("G", "gclid")),
        ({"url": f"{PAGE}?fbclid=F", "gclid": "G"}, ("G", "gclid")),
        ({"url": f"{PAGE}?fbclid=F&msclkid=M", "click_id": ""}, ("F", "fbclid")),
        ({"url": f"{PAGE}?gclid="}, (None, None)),
        ({"url": f"{PAGE}?agclid=1"}, (None, None)),
        ({"url": f"{PAGE}/gclid=1"}, (None, None)),
        ({"url": ["no text"]}, (None, None)),
        ({"gclid": 4711}, ("4711", "gclid")),
    ],
)
def test_clicks(properties: dict[str, Any], click: tuple[str | None, str | None]) -> None:
    row = land_one(an_event(properties=properties))
    assert (row.get("click_id"), row.get("click_id_name")) == click


def test_an_odd_click_id_is_told_and_stays() -> None:
    row = land_one(an_event(properties={"gclid": {"a": 1}}))
    assert (row["violations"], json.loads(row["properties"])) == (["odd_value:gclid"], {"gclid": {"a": 1}})


def test_campaign_tags_of_the_address_fill_what_no_property_says() -> None:
    tagged = "utm_source=news&UTM_Medium=e-mail&utm_campaign=spring%20sale&utm_campaign=b&utm_term="
    url = f"{PAGE}?{tagged}#utm_content=x"
    row = land_one(an_event(properties={"url": url, "utm_source": "own", "utm_medium": ""}))
    tags = [row.get(f"utm_{name}") for name in ("source", "medium", "campaign", "term", "content")]
    assert tags == ["own", "e-mail", "spring sale", None, "x"]
    assert row["url"] == url


@pytest.mark.parametrize(
    ("protocol", "event"),
    [
        (Protocol.MIXPANEL, {"event": "A", "properties": {"distinct_id": "u", "$current_url": "URL"}}),
        (Protocol.SEGMENT, {"type": "page", "userId": "u", "context": {"page": {"url": "URL"}}}),
        (Protocol.TALLY, an_event(properties={"url": "URL"})),
    ],
)
def test_in_every_protocol(protocol: Protocol, event: Any) -> None:
    sent = json.loads(json.dumps(event).replace("URL", f"{PAGE}?utm_source=news&fbclid=F"))
    body = {"batch": [sent]} if protocol is Protocol.SEGMENT else sent
    row = land_one(body, a_receipt(protocol))
    assert (row["utm_source"], row["click_id"], row["click_id_name"]) == ("news", "F", "fbclid")


def test_what_the_plan_treats_is_not_read_from_the_address() -> None:
    plan = landing_plan(parse_plan("personal_data = { utm_term = 'drop', gclid = 'hash' }"), b"salt")
    body = json.dumps(an_event(properties={"url": f"{PAGE}?utm_term=t&utm_source=s&gclid=G"})).encode()
    events, *_ = ColumnReader(ShopClock(), plan).read("b", [(a_receipt(), body)])
    (row,) = events.to_pylist()
    assert (row["utm_source"], row["utm_term"], row["click_id"]) == ("s", None, None)


@pytest.mark.parametrize("url", ["https://[?gclid=1", "?gclid=%ff%00", "&gclid=a", "?" + "gclid=1&" * 5000])
def test_no_address_costs_an_event(url: str) -> None:
    land_one(an_event(properties={"url": url}))
