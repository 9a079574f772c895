"""One request of a visit meets a fault: nothing is lost that the SDK itself keeps, nothing is there twice."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.journeys.sdks.deliveries import Deliveries, Delivery
from tests.journeys.sdks.faults import Fault, Outcome
from tests.journeys.sdks.front import EVENTS
from tests.journeys.sdks.sdks import Sdk


@pytest.fixture(params=Fault, ids=lambda fault: fault.name.lower())
def fault(request: pytest.FixtureRequest) -> Fault:
    return Fault(request.param)


@pytest.fixture
def delivery(sdk: Sdk, fault: Fault, deliveries: Deliveries) -> Delivery:
    found = deliveries.of[sdk.name, fault]
    assert found.failed == ""
    [broken] = [each for each in found.front.exchanges if each.broken == EVENTS]
    assert broken.status == (200 if fault is Fault.ANSWER_LOST else None)
    return found


def test_nothing_is_lost_or_twice(
    sdk: Sdk, fault: Fault, delivery: Delivery, record_property: Callable[[str, object], None]
) -> None:
    outcome = sdk.outcomes.get(fault, Outcome.KEPT)
    # The request that is broken carries the first event alone, so only that one can be given up.
    given_up = 0 if outcome is Outcome.KEPT else 1
    assert Counter(row["event_name"] for row in delivery.rows) == Counter(sdk.events[given_up:])
    assert delivery.refused_events == []
    if outcome is Outcome.GIVEN_UP:
        assert delivery.told
    record_property(fault.value, outcome.value)
