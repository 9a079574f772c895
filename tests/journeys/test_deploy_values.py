"""Two values of a deployment that a shop may add: a country database, and a bound for each write key.

The bound is 1 event a second, 10 at once. Requests go out one after another, so that one instance of the
collector gets them all. How fast they go decides nothing but how many it takes until one is too many.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from cli.ask import ask
from cli.clients import Endpoint, wait_until_landed
from cli.invocation import invoke
from tests.country_database import write_database
from tests.journeys.conftest import deployed, tally
from tests.journeys.erased_bytes import logged, stored
from tests.journeys.sdks.certificate import write_certificate
from tests.journeys.sdks.running import run_visits
from tests.journeys.sdks.sdks import SDKS
from tests.journeys.sdks.visit import Visit, new_run

A_SECOND = 1
BURST = 10
OVERDRAWN = 4
"""Events after which the SDK that comes next has to wait 4 s, if it comes at once."""
MOST_BODIES = 20
A_MINUTE_S = 60
ALARM = "tally-keys-throttled"
ORIGIN = "https://shop.example"
CALLER, FRANCE, GERMANY = "127.0.0.1", "203.0.113.9", "2001:db8::9"
"""This machine is the caller of every request; the other two stand in events."""
COUNTRIES = {"127.0.0.0/8": "IT", "203.0.113.0/24": "FR", "2001:db8::/32": "DE"}
SEGMENT_PYTHON = next(sdk for sdk in SDKS if sdk.name == "segment-python")
Json = dict[str, Any]


def of_till(name: str, **more: Any) -> Json:
    """An event in Tally's own JSON."""
    return {"event": "Cart Viewed", "event_id": name, "device_id": "d-2", "platform": "web", **more}


def mixpanel(name: str) -> list[Json]:
    return [{"event": "Cart Viewed", "properties": {"distinct_id": "d-2", "$insert_id": name}}]


SEGMENT = {"event": "Cart Viewed", "messageId": "stated-in-context", "anonymousId": "d-2"}
OF_TILL: list[tuple[str, str, Any, Json, str | None]] = [
    ("caller", "/v1/events", of_till("caller"), {}, "IT"),
    ("gateway", "/v1/events", of_till("gateway"), {"CloudFront-Viewer-Country": "ES"}, "ES"),
    ("server", "/v1/events", of_till("server", platform="server"), {}, None),
    ("stated", "/v1/events", of_till("stated", properties={"ip": FRANCE}), {}, "FR"),
    ("stated-in-context", "/v1/track", {**SEGMENT, "context": {"ip": GERMANY}}, {}, "DE"),
    ("asked-for", "/track?ip=1", mixpanel("asked-for"), {}, "IT"),
    ("not-asked-for", "/track", mixpanel("not-asked-for"), {}, None),
]
"""Event id, path, body, headers, country: fewer events than the burst, so that no clock can refuse one."""


@dataclass
class Shop:
    """Sends with the keys of the sources `shop` and `till`; `views` are the ids that shop's requests took."""

    tally: Endpoint
    http: httpx.Client
    till: str
    views: set[str] = field(default_factory=set)
    _made: int = 0

    def view(self, count: int) -> httpx.Response:
        """So many page views in one body, with ids that no other has."""
        ids = [f"view-{self._made + place}" for place in range(count)]
        self._made += count
        views = [{"event": "Page Viewed", "event_id": name, "device_id": "d-1"} for name in ids]
        answer = self.post("/v1/events", views, self.tally.write_key)
        if answer.is_success:
            self.views.update(ids)
        return answer

    def view_too_much(self) -> httpx.Response:
        """The first refusal: each body costs more than a bucket holds, and is paid for afterwards."""
        for _ in range(MOST_BODIES):
            answer = self.view(BURST + 2)
            if not answer.is_success:
                return answer
        raise AssertionError(f"{MOST_BODIES} bodies of {BURST + 2} events were accepted")

    def post(self, path: str, body: Any, key: str, **headers: str) -> httpx.Response:
        sent = {"Origin": ORIGIN, **headers}
        return self.http.post(self.tally.url + path, json=body, auth=(key, ""), headers=sent)


@dataclass(frozen=True, slots=True)
class Afternoon:
    """What the shop heard, in this order; `told` is what the SDK of `visit` told its app."""

    refusal: httpx.Response
    till: list[httpx.Response]
    waited: httpx.Response
    visit: Visit
    told: list[str]
    rows: list[Json]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A Tally of its own with both values, and no request to it yet."""
    folder = tmp_path_factory.mktemp("shop")
    database = folder / "countries.mmdb"
    write_database(
        database, {network: {"country": {"iso_code": code}} for network, code in COUNTRIES.items()}
    )
    values = ("-c", f"countries={database}", "-c", f"key_events_per_second={A_SECOND}")
    with deployed(folder / "tally", *values) as endpoint, httpx.Client(trust_env=False, timeout=60) as http:
        # The collector reads the keys with its first request, so there is nothing to wait for.
        added = json.loads(tally("keys", "add", "till", "--format", "json"))
        [till] = [row["key"] for row in added if row["source"] == "till"]
        yield Shop(endpoint, http, till)


@pytest.fixture(scope="module")
def afternoon(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Afternoon:
    """Everything is sent, landed and committed."""
    refusal = shop.view_too_much()
    till = [shop.post(path, body, shop.till, **headers) for _, path, body, headers, _ in OF_TILL]
    shop.post("/v1/events", of_till("spoilt", properties={"ip": FRANCE, "price": "x"}), shop.till)
    time.sleep(int(refusal.headers["retry-after"]))
    waited = shop.view(OVERDRAWN)
    visit = Visit(new_run(SEGMENT_PYTHON.name), shop.tally.url, shop.tally.write_key)
    certificate = write_certificate(tmp_path_factory.mktemp("sdk"))
    told = run_visits(SEGMENT_PYTHON, [visit], certificate)[visit.run]
    wait_until_landed(shop.tally, lambda _text: None)
    while invoke(shop.tally, "commit_events", {})["remaining"]:
        pass
    rows = ask(
        shop.tally, "select event_id, event_name, source, user_id, device_id, country from events"
    ).rows
    return Afternoon(refusal, till, waited, visit, told, rows)


def test_a_key_over_its_bound_hears_when_to_come_back(afternoon: Afternoon) -> None:
    refusal = afternoon.refusal
    assert (refusal.status_code, refusal.json()["error"]) == (429, "too_many_requests")
    assert 0 < int(refusal.headers["retry-after"]) <= BURST + 3
    # A page of another origin can read it, and the pause too.
    assert refusal.headers["access-control-allow-origin"] == ORIGIN
    assert refusal.headers["access-control-expose-headers"] == "Retry-After"


def test_another_key_is_not_held_up(afternoon: Afternoon) -> None:
    assert [answer.status_code for answer in afternoon.till] == [200] * len(OF_TILL)


def test_who_comes_back_as_told_is_taken(afternoon: Afternoon) -> None:
    assert afternoon.waited.status_code == 200


def test_an_sdk_comes_back_by_itself(afternoon: Afternoon) -> None:
    assert afternoon.told == []
    visit = afternoon.visit
    ids = {visit.device_id, visit.user_id}
    names = [row["event_name"] for row in afternoon.rows if ids & {row["user_id"], row["device_id"]}]
    assert sorted(names) == sorted(SEGMENT_PYTHON.events)


def test_what_was_taken_is_in_the_lake_once_and_what_was_refused_is_not(
    shop: Shop, afternoon: Afternoon
) -> None:
    views = [row["event_id"] for row in afternoon.rows if row["event_name"] == "Page Viewed"]
    assert sorted(views) == sorted(shop.views)


def test_events_have_the_country_of_their_visitor(afternoon: Afternoon) -> None:
    found = {row["event_id"]: row["country"] for row in afternoon.rows if row["source"] == "till"}
    assert found == {name: country for name, *_, country in OF_TILL}
    of_views = {row["country"] for row in afternoon.rows if row["event_name"] == "Page Viewed"}
    assert of_views == {"IT"}


@pytest.mark.usefixtures("afternoon")
def test_no_address_is_left(shop: Shop) -> None:
    areas = set()
    for place, text in (*stored(shop.tally), *logged(shop.tally)):
        areas.add(place.partition("/")[2].partition("/")[0])
        assert [address for address in (CALLER, FRANCE, GERMANY) if address in text] == [], place
    assert {"landing", "quarantine", "warehouse"} <= areas


@pytest.mark.usefixtures("afternoon")
def test_an_alarm_told_of_the_refusals(shop: Shop) -> None:
    """Judged every 5 s here. It looks back 5 minutes and may be over by now: so its history is asked."""
    cloudwatch, deadline = shop.tally.client("cloudwatch"), time.monotonic() + A_MINUTE_S
    while True:
        history = cloudwatch.describe_alarm_history(AlarmName=ALARM, HistoryItemType="StateUpdate")
        if any("to ALARM" in item["HistorySummary"] for item in history["AlarmHistoryItems"]):
            return
        assert time.monotonic() < deadline, history["AlarmHistoryItems"]
        time.sleep(1)
