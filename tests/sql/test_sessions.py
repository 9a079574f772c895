"""Sessions: 30 minutes of silence or the shop's midnight end one (Mixpanel's examples, and the edges)."""

from tests.sql.tables import Row, check, run


def sessions(*moments: str, business_dates: tuple[str, ...] = ()) -> list[tuple[str, str, str]]:
    """(start, seconds, events) of one person's sessions, in time order."""
    dates = business_dates or tuple(moment[:10] for moment in moments)
    rows = "\n".join(
        f"e{place:02} | {place} | Page Viewed | {moment} | {date} | 7 | web | IT | true"
        for place, (moment, date) in enumerate(zip(moments, dates, strict=True))
    )
    head = "event_id | event_key | event_name | occurred_at | business_date | person_key | platform | country | is_visit"
    found = run("sessions", stg_events=f"{head}\n{rows}")
    return sorted((row["started_at"], row["duration_s"], row["events"]) for row in found)


def test_half_an_hour_of_silence_ends_a_session() -> None:
    assert sessions(
        "2026-11-20 13:00:00",
        "2026-11-20 13:10:00",
        "2026-11-20 13:50:00",
        "2026-11-20 14:10:00",
        "2026-11-20 14:25:00",
    ) == [("2026-11-20 13:00:00", "600", "2"), ("2026-11-20 13:50:00", "2100", "3")]


def test_midnight_ends_a_session() -> None:
    assert sessions(
        "2026-11-20 23:30:00", "2026-11-20 23:50:00", "2026-11-21 00:05:00", "2026-11-21 00:10:00"
    ) == [("2026-11-20 23:30:00", "1200", "2"), ("2026-11-21 00:05:00", "300", "2")]


def test_it_is_the_shops_midnight_not_the_one_of_utc() -> None:
    """Rome in winter: its day starts at 23:00 UTC."""
    assert sessions(
        "2026-11-20 22:50:00",
        "2026-11-20 23:05:00",
        "2026-11-21 00:05:00",
        business_dates=("2026-11-20", "2026-11-21", "2026-11-21"),
    ) == [
        ("2026-11-20 22:50:00", "0", "1"),
        ("2026-11-20 23:05:00", "0", "1"),
        ("2026-11-21 00:05:00", "0", "1"),
    ]
    assert (
        len(sessions("2026-11-20 23:50:00", "2026-11-21 00:05:00", business_dates=("2026-11-21",) * 2)) == 1
    )


def test_exactly_thirty_minutes_is_still_the_same_session() -> None:
    assert len(sessions("2026-11-20 13:00:00", "2026-11-20 13:30:00")) == 1
    assert len(sessions("2026-11-20 13:00:00", "2026-11-20 13:30:00.001")) == 2


def test_events_of_the_same_millisecond_are_one_session() -> None:
    assert sessions("2026-11-20 13:00:00", "2026-11-20 13:00:00") == [("2026-11-20 13:00:00", "0", "2")]


STORY = """
    event_id | event_key | event_name      | occurred_at         | business_date | person_key | platform | country | url    | utm_source | utm_campaign | is_visit
    a        | 1         | Page Viewed     | 2026-11-20 09:00:00 | 2026-11-20    | 10         | ios      | IT      |        |            |              | true
    b        | 2         | Product Viewed  | 2026-11-20 09:05:00 | 2026-11-20    | 10         | ios      | IT      | /shoes | mail       |              | true
    c        | 3         | $identify       | 2026-11-20 09:06:00 | 2026-11-20    | 20         | web      | FR      | /login |            |              | false
    d        | 4         | Product Viewed  | 2026-11-20 09:10:00 | 2026-11-20    | 20         | web      | FR      | /pay   | ads        | flash        | true
    e        | 5         | Order Completed | 2026-11-20 09:20:00 | 2026-11-20    | 20         | web      | FR      |        |            |              | true
    f        | 6         | Page Viewed     | 2026-11-20 09:20:00 | 2026-11-20    | 30         | web      | FR      |        |            |              | true
    """
LINK = """
    device_id | device_key | person_key
    D1        | 10         | 20
    """


def of_person(rows: list[Row], person: str) -> list[Row]:
    return [row for row in rows if row["person_key"] == person]


def test_phone_and_desktop_of_one_person_are_one_session() -> None:
    rows = run("sessions", stg_events=STORY, identity_map=LINK)
    assert [row["events"] for row in of_person(rows, "20")] == ["4"]
    assert len(of_person(rows, "30")) == 1
    assert of_person(rows, "10") == []


def test_platform_and_country_are_those_of_its_first_event_the_rest_of_the_first_that_has_them() -> None:
    (session,) = of_person(run("sessions", stg_events=STORY, identity_map=LINK), "20")
    assert session == {
        "session_id": "20-1795165200000",
        "person_key": "20",
        "business_date": "2026-11-20",
        "started_at": "2026-11-20 09:00:00",
        "ended_at": "2026-11-20 09:20:00",
        "duration_s": "1200",
        "events": "4",
        "product_views": "2",
        "platform": "ios",
        "country": "IT",
        "entry_url": "/shoes",
        "utm_source": "mail",
        "utm_campaign": "flash",
        "had_order": "false",
    }


def test_identity_calls_keep_no_session_open() -> None:
    check(
        "sessions",
        """
        started_at          | ended_at            | events
        2026-11-20 09:00:00 | 2026-11-20 09:00:00 | 1
        2026-11-20 09:50:00 | 2026-11-20 09:50:00 | 1
        """,
        stg_events="""
        event_id | event_key | event_name  | occurred_at         | business_date | person_key | platform | country | is_visit
        a        | 1         | Page Viewed | 2026-11-20 09:00:00 | 2026-11-20    | 1          | web      | IT      | true
        b        | 2         | $identify   | 2026-11-20 09:25:00 | 2026-11-20    | 1          | web      | IT      | false
        c        | 3         | Page Viewed | 2026-11-20 09:50:00 | 2026-11-20    | 1          | web      | IT      | true
        """,
    )


def test_only_an_order_that_counts_makes_a_session_one_with_an_order() -> None:
    """The copy of an order, and a cancelled order, are visits like any other event."""
    check(
        "sessions",
        """
        person_key | had_order
        1          | true
        2          | false
        3          | false
        """,
        stg_events="""
        event_id | event_key | event_name      | occurred_at         | business_date | person_key | platform | country | is_visit
        first    | 1         | Order Completed | 2026-11-20 09:00:00 | 2026-11-20    | 1          | web      | IT      | true
        copy     | 2         | Order Completed | 2026-11-20 09:00:00 | 2026-11-20    | 2          | web      | IT      | true
        dropped  | 3         | Order Completed | 2026-11-20 09:00:00 | 2026-11-20    | 3          | web      | IT      | true
        """,
        orders="""
        order_id | event_key | business_date | is_cancelled
        o1       | 1         | 2026-11-20    | false
        o3       | 3         | 2026-11-20    | true
        """,
    )
