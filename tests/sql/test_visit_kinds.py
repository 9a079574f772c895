"""Which events are visits: by their name, by what sent them, and by the tracking plan."""

import pytest
from tally.domain.events.message_names import is_message_name
from tally.modelling.literals import Value
from tally.use_cases.refresh_models import fixed_values

from tests.sql.tables import Row, check, run

MESSAGES = [
    *(
        "Email Sent",
        "email_delivered",
        "emailOpened",
        "E-Mail Sent",
        "Newsletter Bounced",
        "Email Link Clicked",
    ),
    *(
        "Push Notification Tapped",
        "SMS Delivered",
        "sms.failed",
        "WhatsApp Read",
        "Webhook Sent",
        "Reminder Sent",
    ),
    *(
        "Opened Email",
        "Received SMS",
        "Email Marked as Spam",
        "spam_report",
        "Unsubscribed",
        "Message Bounced",
    ),
    *("Order Shipped", "orderShipped", "ORDER_DISPATCHED", "Shipment Delivered", "Fulfilled Order"),
    *("Package Out For Delivery", "delivered", "Order Packed", "Invoice Sent"),
]
PEOPLES = [
    *("Product Viewed", "Page Viewed", "Application Opened", "App Opened", "Order Completed", "Review Sent"),
    *("Email Consent Given", "Email Entered", "Newsletter Popup Opened", "Notification Settings Opened"),
    *(
        "Delivery Method Selected",
        "Send Message",
        "Push Permission Granted",
        "Wishlist Shared",
        "Menu Opened",
    ),
    *("Campaign Banner Clicked", "Product Reviewed", "Shipping Info Entered", "Cart Opened"),
]
NAMES_OF_OTHERS = ["$identify", "$create_alias", "$merge", "$alias", "$group"]
THE_SHOPS = ["Order Cancelled", "Order Refunded", "Order Updated"]


def kinds(*names: str, plan: dict[str, bool] | None = None, witnessed: str = "none") -> list[Row]:
    events = "\n".join(["event_name", *names]) if names else "none"
    values: dict[str, Value] = fixed_values(plan)
    return run("visit_kinds", values, events=events, witness_events=witnessed)


def visits(*names: str, plan: dict[str, bool] | None = None) -> set[tuple[str, str]]:
    """(name, sender) of those that are visits."""
    return {
        (row["event_name"], row["sender"]) for row in kinds(*names, plan=plan) if row["is_visit"] == "true"
    }


def test_a_message_is_no_visit_and_what_somebody_does_is_one() -> None:
    assert visits(*MESSAGES, *PEOPLES) == {(name, "device") for name in PEOPLES}


@pytest.mark.parametrize("name", [*MESSAGES, *PEOPLES])
def test_python_and_sql_read_names_alike(name: str) -> None:
    assert is_message_name(name) is (name in MESSAGES)


def test_who_somebody_is_and_what_the_shop_does_to_an_order_is_no_visit() -> None:
    assert visits(*NAMES_OF_OTHERS, *THE_SHOPS) == set()


def test_the_plan_has_the_last_word_but_on_bots() -> None:
    plan = {"Order Shipped": True, "Page Viewed": False, "Kiosk Touched": True}
    assert visits("Order Shipped", "Page Viewed", "Kiosk Touched", "Product Viewed", plan=plan) == {
        ("Order Shipped", "device"),
        ("Order Shipped", "server"),
        ("Kiosk Touched", "device"),
        ("Kiosk Touched", "server"),
        ("Product Viewed", "device"),
    }


def test_each_rule_is_told() -> None:
    found = {
        (row["event_name"], row["sender"]): row["why"]
        for row in kinds("Page Viewed", "Email Sent", "$group", "Till Opened", plan={"Till Opened": True})
    }
    assert found["Page Viewed", "device"] == "somebody did it"
    assert found["Page Viewed", "server"] == "a server tells it"
    assert found["Page Viewed", "bot"] == "a bot sent it"
    assert found["Email Sent", "device"] == "it tells of a message or a parcel"
    assert found["$group", "server"] == "an SDK tells which group somebody belongs to"
    assert found["Till Opened", "server"] == "the tracking plan says so"


def test_names_that_only_the_witness_has_are_decided_too() -> None:
    rows = kinds(
        witnessed="""
        event_name
        Page Viewed
        Order Shipped
        """
    )
    assert {(row["event_name"], row["is_visit"]) for row in rows if row["sender"] == "device"} == {
        ("Page Viewed", "true"),
        ("Order Shipped", "false"),
    }


def test_a_very_long_name_is_read_in_no_time() -> None:
    """What stands behind its first 200 characters decides nothing."""
    assert visits("x" * 300 + " email sent") == {("x" * 300 + " email sent", "device")}
    assert visits("email push " * 5000) == {(("email push " * 5000).strip(), "device")}


def test_events_are_visits_by_name_and_sender() -> None:
    check(
        "stg_events",
        """
        event_key | sender | is_visit
        1         | device | true
        2         | server | false
        3         | bot    | false
        4         | server | true
        5         | device | false
        """,
        events="""
        dedup_key | event_id | event_name   | sent_person_key | sender
        1         | a        | Page Viewed  | 7          |
        2         | b        | Page Viewed  | 7          | server
        3         | c        | Page Viewed  | 7          | bot
        4         | d        | Till Opened  | 7          | server
        5         | e        | Brand New    | 7          |
        """,
        visit_kinds="""
        event_name  | sender | is_visit
        Page Viewed | device | true
        Page Viewed | server | false
        Page Viewed | bot    | false
        Till Opened | server | true
        """,
    )
