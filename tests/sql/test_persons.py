"""Everybody once: from visits, sessions and orders."""

from tests.sql.tables import check


def test_a_person_is_one_row_whatever_they_did_and_whoever_tells_their_name() -> None:
    check(
        "persons",
        """
        person_key | user_id | first_seen_date | last_seen_date | platforms | sessions | orders | first_order_date | last_order_date | shop_net_revenue
        1          | anna    | 2026-11-18      | 2026-11-21     | ios, web  | 2        | 2      | 2026-11-20       | 2026-11-21      | 30.50
        2          |         | 2026-11-20      | 2026-11-20     | web       | 1        | 0      |                  |                 | 0.00
        3          | carla   | 2026-11-22      | 2026-11-22     |           | 0        | 1      | 2026-11-22       | 2026-11-22      | 0.00
        4          | dora    | 2026-11-20      | 2026-11-20     | web       | 0        | 0      |                  |                 | 0.00
        """,
        visits="""
        business_date | platform | country | person_key
        2026-11-18    | web      | IT      | 1
        2026-11-20    | ios      | IT      | 1
        2026-11-20    | web      | IT      | 2
        2026-11-20    | web      | IT      | 4
        """,
        sessions="""
        session_id | person_key | user_id | business_date | platform
        1          | 1          |         | 2026-11-18    | web
        2          | 1          | anna    | 2026-11-20    | ios
        3          | 2          |         | 2026-11-20    | web
        """,
        orders="""
        order_key | person_key | user_id | business_date | platform | shop_net_revenue | is_cancelled
        o1        | 1          | anna    | 2026-11-20    | web      | 10.5             | false
        o2        | 1          | anna    | 2026-11-21    | unknown  | 20               | false
        o3        | 1          | anna    | 2026-11-19    | web      | 0                | true
        o4        | 3          | carla   | 2026-11-22    | unknown  |                  | false
        """,
        identity_map="""
        device_id | device_key | user_id | person_key
        D1        | 10         | dora    | 4
        D2        | 11         | dora    | 4
        """,
    )
