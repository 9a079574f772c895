"""Reports of real shops' files give the figures that others have counted in them."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.calendar_units import CalendarUnit
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Counted
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insights import Insights
from tally.domain.reports.metric import Metric
from tally.domain.reports.question import Question
from tally.domain.reports.retention import Criteria, PeriodMode, Retention
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.questions.statements import bind_question

from tests.reports.real_events import CLICKS, INVOICES, PURCHASES, draw_real_events
from tests.sql.tables import Session

UTC_SHOP = ShopClock("UTC")
VIEWED, ADDED, ORDERED = map(AskedEvent, ("Product Viewed", "Product Added", "Order Completed"))


@pytest.fixture(scope="module")
def session() -> Session:
    return Session()


def ask(session: Session, file: Path, *questions: Question) -> list[list[dict[str, object]]]:
    if not file.exists():
        pytest.skip(f"the file {file.name} is not beside the checkout")
    draw_real_events(session, file)
    return [each.complete(session.ask(bind_question(each), ["person_events"])) for each in questions]


def follow_buyers(first: date, last: date, *, is_once: bool) -> Retention:
    """Who ordered again, month by month."""
    return Retention(
        *(ORDERED, ORDERED, first, last, datetime(2012, 1, 1, tzinfo=UTC), UTC_SHOP),
        unit=CalendarUnit.MONTH,
        mode=PeriodMode.CALENDAR,
        criteria=Criteria.ON,
        periods=17,
        is_once=is_once,
        average=False,
    )


def test_sessions_and_users_of_a_clickstream_reach_the_order(session: Session) -> None:
    day, steps = date(2019, 10, 1), (VIEWED, ADDED, ORDERED)
    sessions, persons = ask(
        session,
        CLICKS,
        Funnel(steps, day, day, count=Counted.SESSIONS),
        Funnel(steps, day, day, count=Counted.PERSONS),
    )
    assert [row["reached"] for row in sessions] == [5_066, 118, 65]
    assert [row["reached"] for row in persons] == [4_504, 111, 62]


def test_cohorts_of_a_gift_shop_come_back_month_by_month(session: Session) -> None:
    (rows,) = ask(session, INVOICES, follow_buyers(date(2010, 12, 1), date(2011, 12, 9), is_once=True))
    born = [row["born"] for row in rows if row["period"] == 0]
    assert born == [885, 417, 380, 452, 300, 284, 242, 188, 169, 299, 358, 323, 41]
    december = [row["persons"] for row in rows if row["cohort"] == "2010-12-01"]
    assert december[1:13] == [324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235]


def test_quarters_of_a_record_shop_lose_three_of_four_buyers(session: Session) -> None:
    first, last = date(1997, 1, 1), date(1998, 6, 30)
    total, persons, months = ask(
        session,
        PURCHASES,
        *(
            Insights((Metric(measure, ORDERED),), first, last, UTC_SHOP, interval=Interval.QUARTER)
            for measure in ("total", "persons")
        ),
        follow_buyers(first, date(1997, 3, 31), is_once=True),
    )
    assert [row["value"] for row in total] == [31_798, 9_730, 7_558, 7_816, 6_851, 5_906]
    assert [row["value"] for row in persons] == [23_570, 5_376, 4_263, 4_221, 3_817, 3_317]
    assert [row["born"] for row in months if row["period"] == 0] == [7_846, 8_476, 7_248]
    january = [row["persons"] for row in months if row["cohort"] == "1997-01-01"]
    assert january[1:6] == [1_157, 964, 810, 679, 736]
    assert january[6:] == [720, 582, 559, 594, 673, 634, 528, 511, 664, 472, 497, 498]
