"""When a person's report is due, on the shop's clock.

It is due from an hour of a day on, until that day ends: a sweep that comes late still sends it. Where the
clocks skip the hour it is due with the first moment behind, where they repeat it with the first of both
(PEP 495, fold 0).
"""

from datetime import datetime, time, timedelta
from enum import StrEnum

from tally.domain.daily_report.subscription import WEEKDAYS, Subscription
from tally.domain.shop.shop_clock import ShopClock

LONGEST_WAIT = timedelta(hours=2)
LATE_FROM = time(6)
"""A night begins at 03:15 and takes minutes, with its retries an hour: before six nothing is late."""


class Due(StrEnum):
    """What to send now."""

    NOTHING = "nothing"
    REPORT = "report"
    LATE_NOTICE = "late notice"


def choose_mail(
    subscription: Subscription, now: datetime, published_at: datetime | None, clock: ShopClock
) -> Due:
    """What this person is due at `now`, whether or not it was sent already.

    `published_at` is when the newest published build began: it is of last night if that was today. Without it
    the report waits, and after a while the mail says that there is none instead of telling old figures.
    """
    today = clock.business_date(now)
    wanted_at = clock.moment(today, time(subscription.hour))
    if WEEKDAYS[today.weekday()] not in subscription.weekdays or now < wanted_at:
        return Due.NOTHING
    if is_of_last_night(published_at, now, clock):
        return Due.REPORT
    late_at = max(wanted_at + LONGEST_WAIT, clock.moment(today, LATE_FROM))
    return Due.LATE_NOTICE if now >= late_at else Due.NOTHING


def is_of_last_night(published_at: datetime | None, now: datetime, clock: ShopClock) -> bool:
    """Whether a build that began then has the figures of the day before `now`."""
    return published_at is not None and clock.business_date(published_at) >= clock.business_date(now)
