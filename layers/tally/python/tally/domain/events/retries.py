"""Where an earlier copy of an event may stand in the lake, which has a part for each business date.

A copy of one message came at another time, so its clock may have been corrected to another day: a batch that
a client stored with its `sentAt` and sends again three days later moves by three days
(PostHog/posthog-js#4901).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

RETRIED_WITHIN = timedelta(days=30)
"""Two deliveries of one message are at most so far apart (our decision). Longer costs each commit that holds
an old event another 16 bytes for each row of each day more (decision 0002)."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EventDates:
    """The days of an event: its business date; that of arrival and of its clock as sent, by UTC.

    `claimed` is None where the business date is what the clock said. `is_dated`: it came with a time of its
    own, not only with that of its arrival.
    """

    business_date: date
    received: date
    claimed: date | None = None
    is_dated: bool = True


def days_of_copies(events: Iterable[EventDates]) -> list[date]:
    """The business dates on which a copy of any of these may stand, oldest first.

    A copy that was not corrected stands on the day its clock said, any other between that day and the arrival
    of this one: a time of sending lies after the event. One day more on each side is for the time zone, and
    for corrections and future times within a day.
    """
    return sorted({day for event in events for day in _list_days(event)})


def _list_days(event: EventDates) -> Iterator[date]:
    stated = event.claimed or event.business_date
    yield from _list_between(event.business_date, event.business_date)
    yield from _list_between(stated, stated)
    # A time of the future was taken for that of arrival, as no time at all is: a copy may stand on any day.
    is_open = not event.is_dated or stated > event.received + _DAY
    earliest = event.received - RETRIED_WITHIN
    first = earliest if is_open else max(stated, earliest)
    yield from _list_between(min(first, event.received), event.received)


def _list_between(first: date, last: date) -> Iterator[date]:
    for shift in range(-1, (last - first).days + 2):
        if date.min.toordinal() <= first.toordinal() + shift <= date.max.toordinal():
            yield date.fromordinal(first.toordinal() + shift)
