"""A bad event among good ones; a page that is left before all was sent: what is good arrives once."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.journeys.sdks.deliveries import Deliveries, Delivery
from tests.journeys.sdks.faults import Outcome, Turn
from tests.journeys.sdks.sdks import SDKS, Sdk


def of(sdk: Sdk, deliveries: Deliveries, turn: Turn) -> Delivery:
    found = deliveries.of[sdk.name, turn]
    assert found.failed == ""
    return found


def test_bad_event_goes_to_quarantine_and_stops_no_other(
    sdk: Sdk, deliveries: Deliveries, record_property: Callable[[str, object], None]
) -> None:
    delivery = of(sdk, deliveries, Turn.BAD_EVENT)
    assert Counter(row["event_name"] for row in delivery.rows) == Counter(sdk.events)
    assert delivery.refused_events == [("wrong_type", "properties.price")]
    record_property(Turn.BAD_EVENT.value, Outcome.QUARANTINED.value)


@pytest.mark.parametrize("sdk", [sdk for sdk in SDKS if sdk.page], ids=lambda sdk: sdk.name, indirect=True)
def test_page_left_soon_loses_nothing(
    sdk: Sdk, deliveries: Deliveries, record_property: Callable[[str, object], None]
) -> None:
    delivery = of(sdk, deliveries, Turn.PAGE_LEFT)
    assert Counter(row["event_name"] for row in delivery.rows) == Counter(sdk.events)
    assert len({row["event_id"] for row in delivery.rows}) == len(sdk.events)
    assert delivery.refused_events == []
    record_property(Turn.PAGE_LEFT.value, Outcome.KEPT.value)
