"""The web line in Chromium: what the witness hears of events that the browser SDKs send, or try to send."""

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from tally.domain.audit.page_script import served_script

from tests.journeys.sdks.running import install_packages, missing
from tests.journeys.sdks.sdks import SDKS
from tests.journeys.sdks.shop_pages import SDK_HOST, ShopPages, build_script, serve_pages

BROWSERS = [sdk for sdk in SDKS if sdk.page]
NAMES = [sdk.name for sdk in BROWSERS]
COMPARED = ("event_id", "event_name", "occurred_at", "platform")
VIEWS = 50


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """Chromium and the SDKs."""
    reason = missing(BROWSERS[0])
    if reason is not None:
        pytest.skip(reason)
    install_packages(print)


@pytest.fixture
def pages() -> Iterator[ShopPages]:
    with serve_pages() as served:
        yield served


def facts(rows: list[dict[str, object]]) -> set[tuple[object, ...]]:
    return {tuple(row[name] for name in COMPARED) for row in rows}


def test_what_is_served_is_made_of_the_source() -> None:
    """Make it anew by: esbuild --minify --target=es2021 w.js > w.min.js"""
    with resources.as_file(resources.files("tally.domain.audit").joinpath("w.js")) as source:
        assert build_script(Path(source), "--minify", "--target=es2021") == served_script()


@pytest.mark.parametrize("sdk", NAMES)
def test_the_witness_sees_what_the_lake_holds(pages: ShopPages, sdk: str) -> None:
    told = pages.visit(sdk, "stays")
    events, sightings = pages.collectors.events(), pages.collectors.sightings()
    assert (told["errors"], told["refused"]) == ([], [])  # no other host was asked: there is none here
    assert len(events) == 3  # each by a request of its own, in any order
    assert {"Product Viewed", "Order Completed"} < {row["event_name"] for row in events}
    assert facts(sightings) == facts(events)
    assert {row["event_name"]: row["amount"] and float(row["amount"]) for row in sightings} == {
        **dict.fromkeys(row["event_name"] for row in events),
        "Order Completed": 59.9,
    }


@pytest.mark.parametrize("sdk", NAMES)
def test_it_sees_them_too_where_the_sdks_host_is_blocked(pages: ShopPages, sdk: str) -> None:
    told = pages.visit(sdk, "stays", blocked=True)
    assert {address.partition(":")[0] for address in told["refused"]} == {SDK_HOST}
    assert pages.collectors.events() == []
    names = {row["event_name"] for row in pages.collectors.sightings()}
    assert {"Product Viewed", "Order Completed"} < names


@pytest.mark.parametrize("sdk", NAMES)
@pytest.mark.parametrize("blocked", [False, True], ids=["open", "blocked"])
def test_pages_that_are_left_at_once(pages: ShopPages, sdk: str, blocked: bool) -> None:
    pages.visit(sdk, "views", views=VIEWS // 5, stay_ms=100, blocked=blocked)
    events, sightings = pages.collectors.events(), pages.collectors.sightings()
    seen = {row["event_id"] for row in sightings}
    assert len(seen) == VIEWS // 5
    assert {row["event_id"] for row in events} == (set() if blocked else seen)


@pytest.mark.parametrize("sdk", NAMES)
def test_a_page_that_is_come_back_to(pages: ShopPages, sdk: str) -> None:
    told = pages.visit(sdk, "comes_back")
    assert told["errors"] == []
    names = {"Product Viewed", "Product Added"}
    events, sightings = pages.collectors.events(), pages.collectors.sightings()
    assert {row["event_name"] for row in sightings} == names
    assert facts(sightings) == facts(events)


def test_an_app_may_tell_the_witness_itself_and_nothing_is_left_on_the_page(pages: ShopPages) -> None:
    told = pages.visit(NAMES[0], "says")
    assert [(row["event_id"], row["event_name"]) for row in pages.collectors.sightings()] == [
        ("own-1", "Product Viewed"),
        ("own-2", "Product Added"),
    ]
    assert (told["cookie"], told["stored"]) == ("", [])


def test_the_example_page_tells_both(pages: ShopPages) -> None:
    told = pages.visit(NAMES[0], "demo")
    assert told["errors"] == []
    events, sightings = pages.collectors.events(), pages.collectors.sightings()
    names = {"Product Viewed", "Product Added", "Order Completed"}
    assert {row["event_name"] for row in events} == names
    assert facts(sightings) == facts(events)
