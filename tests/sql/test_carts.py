"""Carts: added, then ordered within 24 hours or not."""

import pytest

from tests.sql.tables import check, run

HEAD = "event_id | event_name | occurred_at | business_date | person_key | platform | country | sender"
ORDERS = "order_id | person_key | ordered_at | business_date | platform | country | is_cancelled"


def added(
    at: str, person: int = 1, platform: str = "web", name: str = "Product Added", sender: str = "device"
) -> str:
    return f"a | {name} | {at} | {at[:10]} | {person} | {platform} | IT | {sender}"


def ordered(at: str, person: int = 1, cancelled: str = "false") -> str:
    return f"o | {person} | {at} | {at[:10]} | web | IT | {cancelled}"


def is_ordered(add_at: str, order: str) -> str:
    (cart,) = run("carts", stg_events=f"{HEAD}\n{added(add_at)}", orders=f"{ORDERS}\n{order}")
    return cart["is_ordered"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (ordered("2026-11-20 09:00:00"), "true"),
        (ordered("2026-11-21 09:00:00"), "true"),
        (ordered("2026-11-21 09:00:00.001"), "false"),
        (ordered("2026-11-20 08:59:59.999"), "false"),
        (ordered("2026-11-20 10:00:00", person=2), "false"),
        (ordered("2026-11-20 10:00:00", cancelled="true"), "false"),
    ],
    ids=["same moment", "24 hours", "a millisecond late", "before", "somebody else", "cancelled"],
)
def test_an_order_must_follow_within_a_day(order: str, expected: str) -> None:
    assert is_ordered("2026-11-20 09:00:00", order) == expected


def test_the_last_add_of_a_day_may_be_the_one_that_is_ordered() -> None:
    check(
        "carts",
        """
        business_date | platform | person_key | is_ordered
        2026-11-20    | web      | 1          | true
        2026-11-20    | ios      | 1          | false
        2026-11-22    | web      | 1          | false
        """,
        stg_events="\n".join(
            [
                HEAD,
                added("2026-11-20 01:00:00", platform="ios"),
                added("2026-11-20 02:00:00"),
                added("2026-11-20 20:00:00"),
                added("2026-11-22 20:00:00"),
                added("2026-11-22 20:00:00", name="Product Removed"),
            ]
        ),
        orders=f"{ORDERS}\n{ordered('2026-11-21 19:00:00')}",
    )


def test_adds_on_the_phone_are_ordered_on_the_desktop() -> None:
    check(
        "carts",
        """
        person_key | platform | is_ordered
        20         | ios      | true
        """,
        stg_events=f"{HEAD}\n{added('2026-11-20 09:00:00', person=10, platform='ios')}",
        orders=f"{ORDERS}\n{ordered('2026-11-20 09:07:00', person=20)}",
        identity_map="""
        device_id | device_key | person_key
        D1        | 10         | 20
        """,
    )


def test_a_server_may_tell_of_a_cart_and_a_bot_has_none() -> None:
    check(
        "carts",
        """
        person_key | is_ordered
        1          | false
        2          | false
        """,
        stg_events="\n".join(
            [
                HEAD,
                added("2026-11-20 09:00:00"),
                added("2026-11-20 09:00:00", person=2, sender="server"),
                added("2026-11-20 09:00:00", person=3, sender="bot"),
            ]
        ),
    )
