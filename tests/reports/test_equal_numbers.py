"""Numbers that reports and tables share are equal, on the demo's shop."""

import pytest

from tests.demo.reports_page import open_demo
from tests.reports.commands import NightTally, ask_rows

DAYS = ("2026-03-02", "2026-03-03")
VIEWED, ORDERED = '"Product Viewed"', '"Order Completed"'


@pytest.fixture(scope="module")
def tally() -> NightTally:
    return open_demo()


def count_viewers(tally: NightTally, day: str) -> dict[str, int]:
    """Who viewed a product on a day, as each report tells it."""
    (entered, *_) = ask_rows(tally, f"tally funnel {VIEWED} {ORDERED} --date {day}")
    (counted,) = ask_rows(tally, f"tally insights {VIEWED} --measure persons --date {day}")
    (active,) = ask_rows(tally, f"tally insights {VIEWED} --measure dau --interval day --date {day}")
    (born, *_) = ask_rows(tally, f'tally retention --birth {VIEWED} --return "*" --date {day}')
    (sized,) = ask_rows(tally, f'tally cohort --did "Product Viewed; within 1d" --on {day}')
    return {
        "funnel": entered["reached"],
        "insights": counted["value"],
        "daily active": active["value"],
        "retention": born["born"],
        "cohort": sized["persons"],
    }


@pytest.mark.parametrize("day", DAYS)
def test_who_viewed_is_one_number(tally: NightTally, day: str) -> None:
    ((viewed,),) = [
        row.values()
        for row in tally.night.engine.rows(
            f"select viewed from funnel_daily where business_date = date '{day}'", "lake"
        )
    ]
    assert count_viewers(tally, day) == dict.fromkeys(count_viewers(tally, day), viewed)
    assert viewed > 1_000


def test_orders_are_those_of_the_orders_table(tally: NightTally) -> None:
    (counted,) = ask_rows(tally, f"tally insights {ORDERED} --measure total --from {DAYS[0]} --to {DAYS[1]}")
    (row,) = tally.night.engine.rows("select count(*) as orders from orders", "lake")
    assert counted["value"] == row["orders"] > 800


def test_the_main_funnel_is_the_report_of_a_day_up_to_the_order(tally: NightTally) -> None:
    """Orders that were cancelled later are events, and in the report; funnel_daily leaves them out."""
    steps = f'{VIEWED} "Product Added" "Checkout Started" {ORDERED}'
    rows = ask_rows(tally, f"tally funnel {steps} --window 24h --date {DAYS[1]}")
    *before, ordered = (row["reached"] for row in rows)
    (row,) = tally.night.engine.rows(
        f"select viewed, added, checkouts from funnel_daily where business_date = date '{DAYS[1]}'", "lake"
    )
    assert before == list(row.values())
    (kept,) = tally.night.engine.rows(
        f"select ordered from funnel_daily where business_date = date '{DAYS[1]}'", "lake"
    )
    (cancelled,) = tally.night.engine.rows("select count(*) as n from orders where is_cancelled", "lake")
    assert kept["ordered"] < ordered <= kept["ordered"] + cancelled["n"]


def test_who_dropped_off_is_one_list(tally: NightTally) -> None:
    steps = "Product Added; Order Completed"
    cohort = f'tally cohort --dropped-off "step 1 of {steps}; window 2h; within 1d" --as-of {DAYS[1]}'
    funnel = f'tally funnel "Product Added" {ORDERED} --window 2h --persons 1 --date {DAYS[1]}'
    assert len(ask_rows(tally, cohort)) > 100
    assert ask_rows(tally, cohort) == ask_rows(tally, funnel)


@pytest.mark.parametrize("day", DAYS)
def test_sessions_are_one_number(tally: NightTally, day: str) -> None:
    listed = ask_rows(tally, f"tally sessions --date {day} --limit 100000 --first platform")
    (counted,) = ask_rows(tally, f'tally insights "*" --measure sessions --date {day}')
    (published,) = tally.night.engine.rows(
        f"select count(*) as sessions from sessions where business_date = date '{day}'", "lake"
    )
    assert len(listed) == counted["value"] == published["sessions"] > 2_000


def test_flows_begin_with_all_who_did_it(tally: NightTally) -> None:
    rows = ask_rows(tally, f"tally flows --anchor {VIEWED} --after 1 --top 50 --date {DAYS[0]}")
    assert sum(row["count"] for row in rows) == count_viewers(tally, DAYS[0])["insights"]
