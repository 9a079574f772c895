"""Dates and hours of schedules, on the shop's clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tally.domain.schedules.due import ScheduleDue, choose_step, is_late
from tally.domain.schedules.export_schedule import Every, Rhythm
from tally.domain.shop.shop_clock import ShopClock

FIRST = date(2026, 3, 1)  # a Sunday
ROME = ShopClock("Europe/Rome")


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        (Rhythm(Every.DAY), range(1, 15)),
        (Rhythm(Every.WEEKDAY), [2, 3, 4, 5, 6, 9, 10, 11, 12, 13]),
        (Rhythm(Every.WEEK, day="monday"), [2, 9]),
        (Rhythm(Every.WEEK, day="sunday"), [1, 8]),
        (Rhythm(Every.MONTH, day=14), [14]),
    ],
)
def test_the_dates_of_a_fortnight(rhythm: Rhythm, days: list[int]) -> None:
    dates = [FIRST + timedelta(days=later) for later in range(14)]
    assert [day.day for day in dates if rhythm.falls_on(day)] == [*days]


def test_from_its_hour_on_until_the_shops_day_ends() -> None:
    published = datetime(2026, 3, 2, 2, 15, tzinfo=UTC)
    rhythm = Rhythm(Every.WEEK, 7, "monday")

    def step(hour: int, minute: int = 0, built: datetime | None = published) -> ScheduleDue:
        return choose_step(rhythm, datetime(2026, 3, 2, hour, minute, tzinfo=UTC), built, ROME)

    assert [step(5, 59), step(6), step(22, 59), step(23)] == ["nothing", "send", "send", "nothing"]
    assert [step(6, built=None), step(6, built=published - timedelta(days=1))] == ["wait", "wait"]


def test_on_the_day_of_the_clocks_change_a_skipped_hour_is_the_moment_behind() -> None:
    rhythm, night = Rhythm(Every.DAY, 2), datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    moments = [datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)]
    assert [choose_step(rhythm, each, night, ROME) for each in moments] == ["nothing", "send"]


def test_two_hours_later_and_not_before_six_it_is_late() -> None:
    def late(hour: int, moment: datetime) -> bool:
        return is_late(Rhythm(Every.DAY, hour), moment, ROME)

    assert not late(7, datetime(2026, 3, 2, 7, 59, tzinfo=UTC))
    assert late(7, datetime(2026, 3, 2, 8, tzinfo=UTC))
    assert not late(0, datetime(2026, 3, 2, 4, 59, tzinfo=UTC))
    assert late(0, datetime(2026, 3, 2, 5, tzinfo=UTC))
