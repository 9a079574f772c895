"""Carts: added, then ordered within 24 hours or not, or emptied."""

import pytest

from tests.sql.cart_story import MAP, CartStory

LOST, ORDERED = [("20", "web", 1, False)], [("20", "web", 1, True)]


@pytest.mark.parametrize(
    ("at", "order", "expected"),
    [
        ("20 09:00:00", {}, ORDERED),
        ("21 09:00:00", {}, ORDERED),
        ("21 09:00:00.001", {}, LOST),
        ("20 08:59:59.999", {}, LOST),
        ("20 10:00:00", {"person": 2}, LOST),
        ("20 10:00:00", {"cancelled": "true"}, LOST),
    ],
    ids=["same moment", "24 hours", "a millisecond late", "before", "somebody else", "cancelled"],
)
def test_an_order_must_follow_within_a_day(at: str, order: dict[str, object], expected: object) -> None:
    assert CartStory().add("09:00:00").order(at, **order).carts() == expected  # type: ignore[arg-type]


def test_the_last_add_of_a_day_may_be_the_one_that_is_ordered() -> None:
    told = CartStory().add("01:00:00", "a", platform="ios").add("02:00:00", "b").add("20:00:00", "c")
    assert told.add("22 20:00:00").order("21 19:00:00").carts() == [
        ("20", "ios", 1, False),
        ("20", "web", 1, True),
        ("22", "web", 1, False),
    ]


def test_adds_on_the_phone_are_ordered_on_the_desktop() -> None:
    told = CartStory().add("09:00:00", person=10, platform="ios").order("09:07:00", person=20)
    assert told.carts(f"{MAP}\nD1 | 10 | 20") == [("20", "ios", 20, True)]


def test_a_server_may_tell_of_a_cart_and_a_bot_has_none() -> None:
    told = (
        CartStory()
        .add("09:00:00")
        .add("09:00:00", person=2, sender="server")
        .add("09:00:00", person=3, sender="bot")
    )
    assert told.carts() == [("20", "web", 1, False), ("20", "web", 2, False)]


EMPTIED = {
    "all units": CartStory().add("09:00:00", quantity=2).remove("09:05:00", quantity=2),
    "one by one": CartStory()
    .add("09:00:00", quantity=2)
    .remove("09:05:00", quantity=1)
    .remove("09:06:00", quantity=1),
    "no quantity takes all": CartStory().add("09:00:00", quantity=7).add("09:01:00").remove("09:05:00"),
    "an add without a quantity is one": CartStory().add("09:00:00").remove("09:05:00", quantity=1),
    "removed twice, once too often": CartStory().add("09:00:00").remove("09:05:00").remove("09:05:01"),
    "more than there was": CartStory().add("09:00:00").remove("09:05:00", quantity=5),
    "both products": CartStory()
    .add("09:00:00", "p")
    .add("09:01:00", "q")
    .remove("09:05:00", "q")
    .remove("09:06:00"),
    "again and again": CartStory().add("09:00:00").remove("09:05:00").add("09:06:00").remove("09:07:00"),
    "in one millisecond": CartStory().remove("09:00:00", quantity=1).add("09:00:00", quantity=1),
    "after midnight": CartStory().add("23:50:00").remove("21 00:10:00"),
    "24 hours later": CartStory().add("09:00:00").remove("21 09:00:00"),
    "on another platform": CartStory().add("09:00:00").remove("09:05:00", platform="ios"),
    "by the server": CartStory().add("09:00:00").remove("09:05:00", sender="server"),
    "before a later cart": CartStory().order("08:00:00").add("09:00:00").remove("09:05:00"),
    "though an order of it was cancelled": CartStory()
    .add("09:00:00")
    .order("09:01:00", cancelled="true")
    .remove("09:05:00"),
    "by weight": CartStory().add("09:00:00", quantity="0.35").remove("09:05:00", quantity="0.35"),
    "nothing named": CartStory()
    .add("09:00:00", "")
    .add("09:01:00", "")
    .remove("09:05:00", "")
    .remove("09:06:00", ""),
    "an SKU is enough": CartStory()
    .add("09:00:00", "", 2, properties='{"sku": "A"}')
    .remove("09:05:00", "", properties='{"sku": "A"}'),
    "lists": CartStory()
    .add("09:00:00", "", lines=[{"product_id": "p", "quantity": 2}, {"sku": "q"}])
    .remove("09:05:00", "", lines=[{"product_id": "p", "quantity": 2}])
    .remove("09:06:00", "q"),
    "a list beside the event's own product": CartStory()
    .add("09:00:00", "p", lines=[{"product_id": "p"}, {"product_id": "older"}])
    .remove("09:05:00", "p"),
    "a quantity below nothing": CartStory()
    .add("09:00:00", quantity=-1)
    .add("09:01:00")
    .remove("09:05:00", quantity=-1),
    "the largest quantity": CartStory()
    .add("09:00:00", quantity="99999999999999.9999")
    .add("09:01:00", quantity="99999999999999.9999")
    .remove("09:05:00"),
}


@pytest.mark.parametrize("told", EMPTIED.values(), ids=EMPTIED)
def test_a_cart_that_was_emptied_is_none(told: CartStory) -> None:
    assert told.carts() == []


KEPT = {
    "a unit is left": CartStory().add("09:00:00", quantity=2).remove("09:05:00", quantity=1),
    "another product is left": CartStory().add("09:00:00", "p").add("09:01:00", "q").remove("09:05:00", "q"),
    "removed first": CartStory().remove("08:00:00").add("09:00:00"),
    "too much removed first": CartStory().add("08:00:00").remove("08:05:00", quantity=9).add("09:00:00"),
    "added again": CartStory().add("09:00:00").remove("09:05:00").add("09:06:00"),
    "somebody else's": CartStory().add("09:00:00").remove("09:05:00", person=2),
    "a bot's": CartStory().add("09:00:00").remove("09:05:00", sender="bot"),
    "more than 24 hours later": CartStory().add("09:00:00").remove("21 09:00:00.001"),
    "one of two without a name": CartStory().add("09:00:00", "").add("09:01:00", "").remove("09:05:00", ""),
    "another SKU": CartStory()
    .add("09:00:00", "", properties='{"sku": "A"}')
    .add("09:01:00", "", properties='{"sku": "B"}')
    .remove("09:05:00", "", properties='{"sku": "A"}'),
    "a line of a list": CartStory()
    .add("09:00:00", "", lines=[{"product_id": "p"}, {"product_id": "q"}])
    .remove("09:05:00", "", lines=[{"product_id": "p"}]),
    "an empty list": CartStory().add("09:00:00", "p", lines=[]).remove("09:05:00", "q", lines=[]),
}


@pytest.mark.parametrize("told", KEPT.values(), ids=KEPT)
def test_a_cart_with_something_left_is_lost(told: CartStory) -> None:
    assert told.carts() == LOST


def test_what_was_ordered_stays_a_cart_when_the_rest_is_removed() -> None:
    told = CartStory().add("09:00:00", "p").add("09:01:00", "q").order("09:10:00").remove("09:20:00", "q")
    assert told.remove("09:21:00", "p").carts() == ORDERED


def test_each_platform_asks_for_what_was_added_there() -> None:
    told = CartStory().add("09:00:00", "p", platform="ios").add("09:01:00", "q").remove("09:05:00", "p")
    assert told.carts() == LOST


def test_after_midnight_a_cart_goes_on_and_another_begins() -> None:
    """One of the two units that are there is taken away: it is today's, yesterday's is still there."""
    told = CartStory().add("23:50:00", quantity=1).add("21 00:05:00", quantity=1)
    assert told.remove("21 00:10:00", quantity=1).carts() == LOST
    assert told.remove("21 00:11:00", quantity=1).carts() == []


def test_what_is_added_the_next_day_does_not_fill_yesterday_s_cart() -> None:
    told = CartStory().add("09:00:00").remove("09:05:00").add("21 08:00:00")
    assert told.carts() == [("21", "web", 1, False)]


def test_a_device_s_removals_are_its_owner_s() -> None:
    told = CartStory().add("09:00:00", person=20).remove("09:05:00", person=10, platform="ios")
    assert told.carts(f"{MAP}\nD1 | 10 | 20") == []
