"""Canonical names and the two classes of events."""

import pytest
from tally.domain.events.event_names import (
    BUSINESS,
    STANDARD_NAMES,
    VOLUME,
    canonical_name,
    column_of_plain_id,
    event_class,
)


@pytest.mark.parametrize(
    ("sent", "canonical"),
    [
        ("Order Completed", "Order Completed"),
        ("Completed Order", "Order Completed"),
        ("Experiment Viewed", "$experiment_started"),
        *((name, "Order Completed") for name in ("order_completed", "OrderCompleted", "order-completed")),
        *(
            (name, "Order Completed")
            for name in ("Order completed.", " ORDER  COMPLETED\t", "completed order")
        ),
        *((name, "Order Completed") for name in ("purchase", "Purchase", "PURCHASE ", "checkout_completed")),
        *((name, "Product Added") for name in ("add_to_cart", "AddToCart", "product_added_to_cart")),
        *((name, "Product Viewed") for name in ("view_item", "ViewContent", "product viewed")),
        *((name, "Order Cancelled") for name in ("Order Canceled", "order_canceled", "order cancelled")),
        ("refund", "Order Refunded"),
        ("begin_checkout", "Checkout Started"),
        ("PageView", "Page Viewed"),
        *((name, "Products Searched") for name in ("search", "search_submitted")),
        ("Search", "Search"),
        *((name, name) for name in ("", " ", "bestellung", "My Purchase", "$identify", "$order_completed")),
        ("o" * 70_003, "o" * 70_003),
    ],
)
def test_one_name_for_one_event(sent: str, canonical: str) -> None:
    assert canonical_name(sent) == canonical
    assert canonical_name(canonical) == canonical


def test_a_shops_own_names_come_before_other_vocabularies() -> None:
    aliases = {"bestellung": "Order Completed", "purchase": "Gift Card Bought"}
    assert canonical_name("Bestellung ", aliases) == "Order Completed"
    assert canonical_name("purchase", aliases) == "Gift Card Bought"
    assert {canonical_name(name, aliases) for name in STANDARD_NAMES} == STANDARD_NAMES


@pytest.mark.parametrize(
    ("name", "column"),
    [("Completed Order", "order_id"), ("viewed_product", "product_id"), ("Order Completed", None), (7, None)],
)
def test_the_plain_id_of_version_one(name: object, column: str | None) -> None:
    assert column_of_plain_id(name) == column


def test_only_views_and_searches_are_volume() -> None:
    volume = ["Page Viewed", "$mp_web_page_view", "Screen Viewed", "Product Viewed", "Product List Viewed"]
    volume += ["Product Clicked", "Promotion Viewed", "Products Searched"]
    assert {event_class(name) for name in volume} == {VOLUME}
    assert {event_class(name) for name in ("Order Completed", "Product Added", "$identify", "x")} == {
        BUSINESS
    }
