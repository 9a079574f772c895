"""The view of analysts: each event once, with its person and its session, so that joins are right."""

from tests.sql.build import Build
from tests.sql.tables import check
from tests.sql.test_whole_build import key

PHONE, ANNA, BRUNO = key("$device:phone"), key("anna"), key("bruno")
STORY = f"""
    dedup_key | event_id | event_name       | event_class | occurred_at             | business_date | device_id | user_id | distinct_id   | sent_person_key | order_id | revenue | sender
    1         | v1       | Product Viewed   | volume      | 2026-11-20 09:00:00     | 2026-11-20    | phone     |         | $device:phone | {PHONE}         |          |         |
    2         | v2       | Product Viewed   | volume      | 2026-11-20 09:01:00     | 2026-11-20    | phone     |         | $device:phone | {PHONE}         |          |         |
    3         | v3       | Product Viewed   | volume      | 2026-11-20 09:02:00     | 2026-11-20    | phone     | anna    | anna          | {ANNA}          |          |         |
    4         | c1       | Checkout Started | business    | 2026-11-20 09:02:30     | 2026-11-20    | phone     | anna    | anna          | {ANNA}          |          |         |
    5         | o1       | Order Completed  | business    | 2026-11-20 09:03:00     | 2026-11-20    | phone     | anna    | anna          | {ANNA}          | o1       | 10      |
    6         | o1s      | Order Completed  | business    | 2026-11-20 09:03:01     | 2026-11-20    |           | anna    | anna          | {ANNA}          | o1       | 10      | server
    7         | v4       | Product Viewed   | volume      | 2026-11-20 12:00:00.0007 | 2026-11-20   | phone     |         | $device:phone | {PHONE}         |          |         |
    8         | x        | Product Viewed   | volume      | 2026-11-20 12:00:00     | 2026-11-20    |           |         |               |                 |          |         |
    9         | t        | Product Viewed   | volume      | 2026-11-20 13:00:00     | 2026-11-20    |           | bruno   | bruno         | {BRUNO}         |          |         | bot
    """


def story() -> Build:
    return Build({"events": STORY}, ["person_events", "sessions"])


def test_a_join_on_the_merged_person_is_right_where_one_on_the_sent_key_loses_half() -> None:
    build = story()
    viewed = (
        "select count(*) from orders inner join {} as viewed on viewed.{} = orders.person_key "
        "where viewed.event_name = 'Product Viewed' and viewed.occurred_at < orders.ordered_at"
    )
    assert build.rows(viewed.format("events", "sent_person_key")) == [(1,)]
    assert build.rows(viewed.format("person_events", "person_key")) == [(3,)]


def test_each_event_is_there_once_with_its_person_user_and_session() -> None:
    build = story()
    found = build.rows(
        "select person_events.event_id, person_events.sent_person_key, person_events.user_id, "
        "sessions.events from person_events "
        "left join sessions on sessions.session_id = person_events.session_id order by person_events.event_key"
    )
    assert found == [
        ("v1", PHONE, "anna", 5),
        ("v2", PHONE, "anna", 5),
        ("v3", ANNA, "anna", 5),
        ("c1", ANNA, "anna", 5),
        ("o1", ANNA, "anna", 5),
        ("v4", PHONE, "anna", 1),
    ]


def test_a_bot_did_nothing_but_what_became_an_order() -> None:
    check(
        "person_events",
        """
        event_id | sender
        bought   | bot
        looked   | device
        """,
        events="""
        dedup_key | event_id | event_name      | business_date | sent_person_key | sender
        1         | looked   | Product Viewed  | 2026-11-20    | 10              |
        2         | crawled  | Product Viewed  | 2026-11-20    | 11              | bot
        3         | bought   | Order Completed | 2026-11-20    | 11              | bot
        """,
    )


def test_an_order_has_the_session_and_the_checkout_of_its_events() -> None:
    build = story()
    ((session, checkout),) = build.rows("select session_id, checkout_at from orders")
    assert build.rows(
        f"select event_id, occurred_at from person_events where session_id = {session} "
        "and event_name = 'Checkout Started'"
    ) == [("c1", checkout)]


def test_copies_that_do_not_count_and_tests_are_left_out_and_a_new_order_is_in() -> None:
    check(
        "person_events",
        """
        event_id | person_key | user_id
        kept     | 30         | carla
        new      | 12         |
        update   | 10         |
        """,
        events="""
        dedup_key | event_id | event_name      | business_date | sent_person_key
        1         | kept     | Order Completed | 2026-11-20    | 10
        2         | copy     | Order Completed | 2026-11-20    | 10
        3         | test     | Order Completed | 2026-11-20    | 11
        4         | new      | Order Completed | 2026-11-20    | 12
        5         | update   | Order Updated   | 2026-11-20    | 10
        """,
        order_copies="""
        copy_id | order_key | event_key | business_date | event_name
        a       | o         | 1         | 2026-11-20    | Order Completed
        b       | o         | 2         | 2026-11-20    | Order Completed
        c       | t         | 3         | 2026-11-20    | Order Completed
        d       | o         | 5         | 2026-11-20    | Order Updated
        """,
        orders="""
        order_key | event_key | visit_event_key | person_key | user_id
        o         | 2         | 1               | 30         | carla
        """,
    )


def test_two_sessions_that_meet_in_one_millisecond_share_no_event() -> None:
    """Another user in the same millisecond: the keys of the events say which session each is of."""
    moment = "2026-11-20 09:00:00"
    events = f"""
        dedup_key | event_id | event_name  | occurred_at            | business_date | device_id | user_id | sent_person_key
        1         | a        | Page Viewed | {moment}               | 2026-11-20    | phone     | anna    | {ANNA}
        2         | b        | Page Viewed | {moment}.0004          | 2026-11-20    | phone     | bruno   | {BRUNO}
        3         | c        | Page Viewed | {moment}               | 2026-11-20    | phone     | anna    | {ANNA}
        """
    build = Build({"events": events}, ["person_events", "sessions"])
    found = build.rows(
        "select person_events.event_id, sessions.user_id from person_events "
        "inner join sessions on sessions.session_id = person_events.session_id order by event_key"
    )
    assert found == [("a", "anna"), ("b", "bruno"), ("c", "anna")]
