"""When a schedule is due, on the shop's clock: from its hour of its day on, until that day ends.

Of skipped and repeated hours see tally.domain.daily_report.due.
"""

from datetime import datetime, time
from enum import StrEnum

from tally.domain.daily_report.due import LATE_FROM, LONGEST_WAIT, is_of_last_night
from tally.domain.schedules.export_schedule import Rhythm
from tally.domain.shop.shop_clock import ShopClock


class ScheduleDue(StrEnum):
    """What to do now: nothing, send, or wait for the night's tables."""

    NOTHING = "nothing"
    SEND = "send"
    WAIT = "wait"


def choose_step(
    rhythm: Rhythm, now: datetime, published_at: datetime | None, clock: ShopClock
) -> ScheduleDue:
    """Whether or not it was sent already. `published_at` is when the newest published build began."""
    today = clock.business_date(now)
    if not rhythm.falls_on(today) or now < clock.moment(today, time(rhythm.hour)):
        return ScheduleDue.NOTHING
    return ScheduleDue.SEND if is_of_last_night(published_at, now, clock) else ScheduleDue.WAIT


def is_late(rhythm: Rhythm, now: datetime, clock: ShopClock) -> bool:
    """Whether what passes by itself has had its time: from then on a person hears of it."""
    today = clock.business_date(now)
    wanted_at = clock.moment(today, time(rhythm.hour))
    return now >= max(wanted_at + LONGEST_WAIT, clock.moment(today, LATE_FROM))
