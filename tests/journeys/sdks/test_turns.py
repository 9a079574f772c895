"""What apps and visitors do besides a plain visit: what is good arrives once, what is bad stops nothing."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.journeys.sdks.deliveries import Deliveries, Delivery
from tests.journeys.sdks.faults import Outcome, Turn
from tests.journeys.sdks.profiles import (
    CHARGE,
    EVERY_GROUP_PROFILE,
    EVERY_PEOPLE_PROFILE,
    GROUP_TRAITS,
    TRAITS,
    assert_holds,
)
from tests.journeys.sdks.sdks import SDKS, Sdk

Note = Callable[[str, object], None]
SENT_AT = re.compile(rb'"sentAt": ?"([^"]+)"')
BAD_PRICE = [("wrong_type", "properties.price")]


def which_have(turn: Turn) -> pytest.MarkDecorator:
    """Runs a test once for each SDK that takes this turn."""
    able = [sdk for sdk in SDKS if turn in sdk.turns]
    return pytest.mark.parametrize("sdk", able, ids=lambda sdk: sdk.name, indirect=True)


def of(sdk: Sdk, deliveries: Deliveries, turn: Turn | None) -> Delivery:
    found = deliveries.of[sdk.name, turn]
    assert found.failed == ""
    return found


def assert_each_once(delivery: Delivery, names: list[str]) -> None:
    assert Counter(row["event_name"] for row in delivery.rows) == Counter(names)
    assert len({row["event_id"] for row in delivery.rows}) == len(names)


def assert_all_200(delivery: Delivery) -> None:
    assert delivery.told == []
    answered = {each.status for each in delivery.front.exchanges if each.method != "OPTIONS"}
    assert answered == {200}


def requests(delivery: Delivery) -> Counter[tuple[str, str]]:
    """How many of each method and path; batches make fewer."""
    return Counter((each.method, each.path) for each in delivery.front.exchanges)


def shown_by_clock(delivery: Delivery) -> list[datetime]:
    """When Segment's protocol says that each message was sent, UTC and naive."""
    stamps = [stamp for each in delivery.front.exchanges for stamp in SENT_AT.findall(each.body)]
    return [datetime.fromisoformat(stamp.decode()).astimezone(UTC).replace(tzinfo=None) for stamp in stamps]


def test_bad_event_goes_to_quarantine_and_stops_no_other(
    sdk: Sdk, deliveries: Deliveries, record_property: Note
) -> None:
    delivery = of(sdk, deliveries, Turn.BAD_EVENT)
    assert Counter(row["event_name"] for row in delivery.rows) == Counter(sdk.events)
    assert delivery.refused == BAD_PRICE
    record_property(Turn.BAD_EVENT.value, Outcome.QUARANTINED.value)


@which_have(Turn.PAGE_LEFT)
def test_page_left_soon_loses_nothing(sdk: Sdk, deliveries: Deliveries, record_property: Note) -> None:
    delivery = of(sdk, deliveries, Turn.PAGE_LEFT)
    assert_each_once(delivery, sdk.events)
    assert delivery.refused == []
    record_property(Turn.PAGE_LEFT.value, Outcome.KEPT.value)


def test_settings_turned_round_change_nothing(
    sdk: Sdk, deliveries: Deliveries, record_property: Note
) -> None:
    delivery = of(sdk, deliveries, Turn.SETTINGS_TURNED_ROUND)
    assert_each_once(delivery, sdk.events)
    assert_all_200(delivery)
    assert {row["person"] for row in delivery.rows} == {delivery.visit.user_id}
    assert delivery.refused == []
    usual, turned_round = requests(of(sdk, deliveries, None)), requests(delivery)
    assert turned_round != usual
    record_property(Turn.SETTINGS_TURNED_ROUND.value, Outcome.KEPT.value)


@which_have(Turn.IMPORTED)
def test_import_takes_the_good_and_names_the_bad(
    sdk: Sdk, deliveries: Deliveries, record_property: Note
) -> None:
    delivery = of(sdk, deliveries, Turn.IMPORTED)
    assert_each_once(delivery, sdk.events)
    assert delivery.refused == [("out_of_range", "properties.time")]
    assert len(delivery.told) == 1
    events = {each.path for each in delivery.front.exchanges} - {"/engage"}
    assert events == {"/import"}
    record_property(Turn.IMPORTED.value, Outcome.KEPT.value)


def test_a_clock_two_hours_fast_moves_no_event(
    sdk: Sdk, deliveries: Deliveries, record_property: Note
) -> None:
    delivery = of(sdk, deliveries, Turn.CLOCK_FAST)
    assert_each_once(delivery, sdk.events)
    if sdk.protocol == "segment":
        assert min(shown_by_clock(delivery)) > delivery.ended + timedelta(hours=1)
    for row in delivery.rows:
        assert delivery.began <= row["occurred_at"] <= delivery.ended, row["event_name"]
    record_property(Turn.CLOCK_FAST.value, Outcome.RIGHT.value)


def test_every_other_call_arrives(sdk: Sdk, deliveries: Deliveries, record_property: Note) -> None:
    delivery = of(sdk, deliveries, Turn.EVERY_CALL)
    assert_each_once(delivery, list(sdk.calls))
    assert_all_200(delivery)
    assert delivery.refused == []
    visit, segment = delivery.visit, sdk.protocol == "segment"
    person, group = delivery.profile(visit.user_id), delivery.profile(visit.group_id)
    assert_holds(person, TRAITS if segment else EVERY_PEOPLE_PROFILE)
    charged = [] if segment or sdk.page else [CHARGE]  # in browsers the call does nothing any more
    assert [each["$amount"] for each in (person or {}).get("$transactions", [])] == charged
    assert_holds(group, GROUP_TRAITS if segment else EVERY_GROUP_PROFILE)
    assert delivery.profile(visit.gone_id) is None
    record_property(Turn.EVERY_CALL.value, Outcome.KEPT.value)


@which_have(Turn.FEATURES_ON)
def test_features_that_tally_lacks_hold_up_nothing(
    sdk: Sdk, deliveries: Deliveries, record_property: Note
) -> None:
    delivery = of(sdk, deliveries, Turn.FEATURES_ON)
    assert_each_once(delivery, sdk.events)
    # What stood in the page's console is in `told`. The SDK waits half a second for its settings, no longer.
    delivery.told = [line for line in delivery.told if "remote settings AbortError" not in line]
    assert_all_200(delivery)
    asked = {each.path for each in delivery.front.exchanges}
    assert {"/flags/", "/settings/", "/record/"} <= asked
    assert delivery.refused == []
    record_property(Turn.FEATURES_ON.value, "answered, not kept")
