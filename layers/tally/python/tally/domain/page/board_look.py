"""What a dashboard looks at: the filters of the page, read from its address.

As web/dashboards/filters.js reads them, so that a file of a dashboard has the figures that were seen.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tally.domain.reports.kpi_places import ALL, PLACES

PERIODS = ("1d", "7d", "28d", "91d", "month")
COMPARISONS = ("week", "before", "none")

_DAY, _WEEK_DAYS = timedelta(days=1), 7


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the shop's, both inside."""

    first: date
    last: date

    def __contains__(self, day: str) -> bool:
        """Of a day as a published file has it."""
        return self.first.isoformat() <= day <= self.last.isoformat()

    def shift(self, days: int) -> "Period":
        """So many days later."""
        return Period(self.first + timedelta(days=days), self.last + timedelta(days=days))

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Look:
    """`place` has the names of PLACES; `all` where nothing is chosen."""

    period: Period
    compared: Period | None
    place: Mapping[str, str]

    @property
    def is_whole_shop(self) -> bool:
        """Whether no place is chosen."""
        return {*self.place.values()} == {ALL}


def read_look(fields: Mapping[str, str], day: date, known: Mapping[str, Collection[str]]) -> Look:
    """`fields` of the address, `day` of the published files, `known` names of each place.

    What there is not counts as not chosen. Profiles are counted for the whole shop, regions within their
    country for all platforms.
    """
    name = _choose(fields.get("period"), PERIODS, "1d")
    period = find_period(name, day)
    compared = find_compared(period, _choose(fields.get("compare"), COMPARISONS, "week"), name)
    chosen = {place: _choose(fields.get(place), known.get(place, ()), ALL) for place in PLACES}
    if chosen["profile"] != ALL:
        chosen = dict.fromkeys(PLACES, ALL) | {"profile": chosen["profile"]}
    if chosen["country"] == ALL:
        chosen["region"] = ALL
    if chosen["region"] != ALL:
        chosen["platform"] = ALL
    return Look(period, compared, chosen)


def find_period(name: str, last: date) -> Period:
    """One of PERIODS: the last days up to `last`, or its month so far."""
    if name == "month":
        return Period(last.replace(day=1), last)
    return Period(last - timedelta(days=int(name.removesuffix("d")) - 1), last)


def find_compared(period: Period, comparison: str, name: str = "") -> Period | None:
    """As many days, so many whole weeks earlier that none is in both, or right before it; a month stands
    beside as many days of the month before."""
    if comparison == "none":
        return None
    if name == "month" and comparison == "before":
        end = period.first - _DAY
        first = end.replace(day=1)
        return Period(first, min(first + timedelta(days=period.days - 1), end))
    weeks = -(-period.days // _WEEK_DAYS)
    return period.shift(-_WEEK_DAYS * weeks if comparison == "week" else -period.days)


def _choose(value: str | None, allowed: Collection[str], otherwise: str) -> str:
    return value if value is not None and value in allowed else otherwise
