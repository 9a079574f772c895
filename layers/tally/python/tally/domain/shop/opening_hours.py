"""When a shop's sales open: a local time, and from some days on another. A past day keeps its own."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, time

ADVICE = "use a local time such as 07:00, and for a change its first day: 07:00 2026-06-01=10:00"


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """`first` holds until the first of `changes`: (business date, local time) each, by date."""

    first: time = time(7, 0)
    changes: tuple[tuple[date, time], ...] = ()

    def on(self, business_date: date) -> time:
        """The local time at which sales open on this day."""
        later = bisect_right([day for day, _ in self.changes], business_date)
        return self.changes[later - 1][1] if later else self.first


def parse_opening_hours(text: str) -> OpeningHours:
    """Read "07:00 2026-06-01=10:00"; ValueError says what to write."""
    first, *rest = text.split() or [""]
    try:
        changes = [(date.fromisoformat(day), time.fromisoformat(at)) for day, at in _split(rest)]
        hours = OpeningHours(time.fromisoformat(first), tuple(sorted(changes)))
    except ValueError:
        raise ValueError(ADVICE) from None
    if any(at.tzinfo for at in (hours.first, *(at for _, at in changes))):
        raise ValueError(ADVICE)
    if len({day for day, _ in changes}) < len(changes):
        raise ValueError("a day has two opening hours: give one")
    return hours


def _split(words: list[str]) -> list[tuple[str, str]]:
    parts = [word.split("=") for word in words]
    return [(day, at) for day, at in parts]
