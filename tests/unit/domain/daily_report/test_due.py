"""When a report is due on the shop's clock, and what is sent before the night has published."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tally.domain.daily_report.due import Due, choose_mail
from tally.domain.daily_report.subscription import WEEKDAYS, Subscription, list_subscriptions
from tally.domain.shop.shop_clock import ShopClock

ROME = ShopClock("Europe/Rome")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def choose(subscription: Subscription, now: datetime, published_at: datetime | None) -> Due:
    return choose_mail(subscription, now, published_at, ROME)


EIGHT = Subscription("ana@shop.example")
TONIGHT, LAST_NIGHT = at("2026-03-04T02:15"), at("2026-03-03T02:15")


@pytest.mark.parametrize(
    ("now", "published_at", "due"),
    [
        (at("2026-03-04T06:59"), TONIGHT, Due.NOTHING),
        (at("2026-03-04T07:00"), TONIGHT, Due.REPORT),
        (at("2026-03-04T22:30"), TONIGHT, Due.REPORT),
        (at("2026-03-04T07:00"), LAST_NIGHT, Due.NOTHING),
        (at("2026-03-04T08:59"), LAST_NIGHT, Due.NOTHING),
        (at("2026-03-04T09:00"), LAST_NIGHT, Due.LATE_NOTICE),
        (at("2026-03-04T09:00"), None, Due.LATE_NOTICE),
        (at("2026-03-04T09:00"), TONIGHT, Due.REPORT),
    ],
)
def test_it_waits_for_the_night_and_then_says_that_it_is_late(
    now: datetime, published_at: datetime | None, due: Due
) -> None:
    assert choose(EIGHT, now, published_at) is due


def test_nothing_is_late_before_six() -> None:
    early = Subscription("ana@shop.example", hour=0)
    assert choose(early, at("2026-03-04T04:30"), LAST_NIGHT) is Due.NOTHING
    assert choose(early, at("2026-03-04T05:00"), LAST_NIGHT) is Due.LATE_NOTICE


def test_on_other_weekdays_and_on_none_it_does_not_come() -> None:
    wednesday, never = (Subscription("a@shop.example", weekdays=days) for days in (("wednesday",), ()))
    assert choose(wednesday, at("2026-03-04T07:00"), TONIGHT) is Due.REPORT
    assert choose(wednesday, at("2026-03-05T07:00"), at("2026-03-05T02:15")) is Due.NOTHING
    assert choose(never, at("2026-03-04T07:00"), TONIGHT) is Due.NOTHING


@pytest.mark.parametrize(
    ("day", "last_before"),
    [
        # 29 March 2026: 02:00 to 03:00 does not come; the first moment behind is 01:00 UTC.
        (date(2026, 3, 29), at("2026-03-29T00:59")),
        # 25 October 2026: 02:00 comes twice; the first one is 00:00 UTC.
        (date(2026, 10, 25), at("2026-10-24T23:59")),
    ],
)
def test_when_the_clocks_change_it_is_due_once(day: date, last_before: datetime) -> None:
    two = Subscription("ana@shop.example", hour=2)
    published = ROME.day(day).starts_at
    sweeps = [last_before + timedelta(minutes=minute) for minute in range(-60, 200)]
    found = [choose(two, now, published) for now in sweeps]
    assert found == [Due.NOTHING] * 61 + [Due.REPORT] * 199


def test_a_persons_own_subscription_counts_before_that_of_the_role() -> None:
    own = Subscription("Ana@shop.example", hour=6, language="fr")
    second = Subscription("ana@shop.example", hour=9)
    found = list_subscriptions({"b": second, "a": own}, ["ana@shop.example", "leo@shop.example"], "fr")
    assert found == [own, Subscription("leo@shop.example", language="fr", weekdays=WEEKDAYS)]
