"""The shop's own clock: its time zone, its business days, its opening hour."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tally.domain.shop.opening_hours import OpeningHours


@dataclass(frozen=True, slots=True)
class ShopDay:
    """One business date with its limits in UTC; 23 or 25 hours long when the clocks change."""

    business_date: date
    starts_at: datetime
    opens_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ShopClock:
    """Turns UTC moments into the shop's business dates and back.

    `opening` tells the local time at which a day's sale opens: the opening hour is the 60 minutes from it.
    """

    timezone: str = "Europe/Rome"
    opening: OpeningHours = field(default_factory=OpeningHours)

    def business_date(self, moment: datetime) -> date:
        """The shop's calendar date of an aware moment."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()

    def local_hour(self, moment: datetime) -> int:
        """Hour of the day, 0 to 23, of an aware moment on the shop's clock."""
        return moment.astimezone(ZoneInfo(self.timezone)).hour

    def hour_start(self, moment: datetime) -> datetime:
        """When its hour began on the shop's clock, which some zones have half an hour off."""
        local = moment.astimezone(ZoneInfo(self.timezone))
        return local.replace(minute=0, second=0, microsecond=0).astimezone(UTC)

    def day(self, business_date: date) -> ShopDay:
        """Limits of one business date, in UTC."""
        return ShopDay(
            business_date,
            self.moment(business_date, time(0)),
            self.moment(business_date, self.opening.on(business_date)),
            self.moment(business_date + timedelta(days=1), time(0)),
        )

    def moment(self, day: date, at: time) -> datetime:
        """When it is so late in the shop, in UTC: of a time that comes twice the first, of one that is
        skipped the moment behind."""
        return datetime.combine(day, at, ZoneInfo(self.timezone)).astimezone(UTC)
