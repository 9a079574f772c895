"""Two requests of a visit meet a fault: nothing is lost that the SDK itself keeps, nothing is there twice."""

from collections import Counter
from collections.abc import Callable

import pytest

from tests.journeys.sdks.deliveries import Deliveries, Delivery
from tests.journeys.sdks.faults import Fault, Outcome
from tests.journeys.sdks.front import EVENTS, PROFILES
from tests.journeys.sdks.profiles import COUNTED, PROFILE, TRAITS, assert_holds
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
    assert delivery.refused == []
    if outcome is Outcome.GIVEN_UP:
        assert delivery.told
    record_property(fault.value, outcome.value)


def test_updates_of_profiles_too(
    sdk: Sdk, fault: Fault, delivery: Delivery, record_property: Callable[[str, object], None]
) -> None:
    profile = delivery.profile(delivery.visit.user_id) or {}
    if sdk.protocol == "segment":
        assert_holds(profile, TRAITS)  # they travel with the log-in, in a request that is not broken
        return
    [broken] = [each for each in delivery.front.exchanges if each.broken == PROFILES]
    assert broken.status == (200 if fault is Fault.ANSWER_LOST else None)
    orders = profile.get("orders", 0)
    if sdk.outcomes.get(fault) is Outcome.GIVEN_UP:
        assert orders == 0
        return
    assert_holds(profile, PROFILE | {"orders": orders})
    # Without an id or a time nothing tells an update from its repetition.
    assert orders in ((1, 2) if fault is Fault.ANSWER_LOST and not sdk.stamps_updates else (1,))
    if fault is Fault.ANSWER_LOST:
        record_property(COUNTED, "once" if orders == 1 else "twice")
