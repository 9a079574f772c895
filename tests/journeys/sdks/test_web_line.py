"""The web line in Chromium: what the witness hears of events that the browser SDKs send, or try to send."""

from collections.abc import Iterator

import pytest

from tests.journeys.sdks.running import install_packages, missing
from tests.journeys.sdks.sdks import SDKS
from tests.journeys.sdks.shop_pages import ShopPages, serve_pages

BROWSERS = [sdk for sdk in SDKS if sdk.page]
NAMES = [sdk.name for sdk in BROWSERS]
COMPARED = ("event_id", "event_name", "occurred_at", "platform")


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


@pytest.mark.parametrize("sdk", NAMES)
def test_the_witness_sees_what_the_lake_holds(pages: ShopPages, sdk: str) -> None:
    told = pages.visit(sdk, "stays")
    events, sightings = pages.collectors.events(), pages.collectors.sightings()
    assert told["errors"] == []
    assert len(events) == 3
    assert facts(sightings) == facts(events)
    amounts = {row["event_name"]: row["amount"] for row in sightings}
    assert float(amounts["Order Completed"]) == 59.9
    assert len(sightings) == 3


@pytest.mark.parametrize("sdk", NAMES)
def test_it_sees_them_too_where_the_sdks_host_is_blocked(pages: ShopPages, sdk: str) -> None:
    told = pages.visit(sdk, "stays", blocked=True)
    assert told["refused"] != []
    assert pages.collectors.events() == []
    names = {row["event_name"] for row in pages.collectors.sightings()}
    assert {"Product Viewed", "Order Completed"} < names
