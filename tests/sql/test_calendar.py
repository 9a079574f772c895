"""The shop's days in UTC, and the list of dates that they are made for."""

from datetime import date

from tally.domain.shop.opening_hours import parse_opening_hours
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling import catalog
from tally.modelling.literals import Rows
from tally.use_cases.refresh_models import calendar_spans

from tests.sql.tables import check, run, run_query


def spans(*dates: date) -> dict[str, Rows]:
    return {"spans": calendar_spans(dates, ShopClock("Europe/Rome"))}


def test_a_day_in_winter_and_the_days_when_clocks_change() -> None:
    check(
        "calendar",
        """
        business_date | starts_at           | opens_at            | ends_at
        2026-01-15    | 2026-01-14 23:00:00 | 2026-01-15 06:00:00 | 2026-01-15 23:00:00
        2026-03-29    | 2026-03-28 23:00:00 | 2026-03-29 05:00:00 | 2026-03-29 22:00:00
        2026-10-25    | 2026-10-24 22:00:00 | 2026-10-25 06:00:00 | 2026-10-25 23:00:00
        """,
        spans(date(2026, 10, 25), date(2026, 1, 15), date(2026, 3, 29)),
        events="""
        business_date
        2026-03-29
        2026-10-25
        2026-01-15
        """,
    )


def test_a_changed_hour_leaves_the_days_before_alone() -> None:
    clock = ShopClock("Europe/Rome", parse_opening_hours("07:00 2026-01-16=10:00"))
    days = {"spans": calendar_spans([date(2026, 1, 15), date(2026, 1, 17)], clock)}
    found = run("calendar", days, events="business_date\n2026-01-15\n2026-01-16\n2026-01-17")
    assert {row["business_date"]: row["opens_at"] for row in found} == {
        "2026-01-15": "2026-01-15 06:00:00",
        "2026-01-16": "2026-01-16 09:00:00",
        "2026-01-17": "2026-01-17 09:00:00",
    }


def test_the_record_of_a_sale_goes_before_the_list() -> None:
    """The first sale of the day; one that runs since yesterday opens nothing today, one of a country no shop."""
    found = run(
        "calendar",
        spans(date(2026, 1, 15), date(2026, 1, 17)),
        events="business_date\n2026-01-15\n2026-01-16\n2026-01-17",
        records_sales_campaigns="""
        campaign_id | starts_at           | ends_at             | country
        noon        | 2026-01-15 11:00:00 | 2026-01-17 22:00:00 |
        evening     | 2026-01-15 18:00:00 |                     |
        italy       | 2026-01-15 08:00:00 |                     | IT
        midnight    | 2026-01-16 23:00:00 |                     |
        """,
    )
    assert {row["business_date"]: row["opens_at"] for row in found} == {
        "2026-01-15": "2026-01-15 11:00:00",
        "2026-01-16": "2026-01-16 06:00:00",
        "2026-01-17": "2026-01-16 23:00:00",
    }


def test_an_empty_lake_has_an_empty_calendar() -> None:
    assert run("calendar", spans()) == []


def test_all_days_that_an_event_may_have_fit_in_a_statement() -> None:
    """One sender with an event for every other day since 1971 would stop the build otherwise."""
    every = spans(date(1971, 1, 1), date(2071, 1, 1))
    assert len(catalog.model("calendar").create("s3://bucket/key/", every)) < 262_144 / 4


def test_dates_are_those_of_the_lake_and_around_those_of_the_witness() -> None:
    found = run_query(
        catalog.model("lake_dates").sql,
        events="""
        event_id | business_date
        a        | 2026-11-20
        b        | 2026-11-20
        """,
        witness_events="""
        event_id | occurred_at
        b        | 2026-11-20 23:30:00
        c        | 2026-11-25 00:30:00
        """,
    )
    assert sorted(row["business_date"] for row in found) == [
        "2026-11-19",
        "2026-11-20",
        "2026-11-21",
        "2026-11-24",
        "2026-11-25",
        "2026-11-26",
    ]
