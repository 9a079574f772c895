"""How fresh an answer is: up to when events are in the lake, and of when the models are."""

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tally.domain.audit.verdicts import LATE_WINDOW
from tally.domain.reports.plain_rows import write_moment
from tally.domain.shop.shop_clock import ShopClock

NIGHT_AT = time(3, 15)
"""When the nightly schedule starts, on the shop's clock: infra/pipeline_stack.py."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """Moments (UTC): what landed until then is in the lake; the models' build started then. None: unknown."""

    events_until: datetime | None = None
    models_of: datetime | None = None

    def describe(self, timezone: str, now: datetime | None = None) -> str:
        """Such as Events up to 08:21, models of 07:59 (Europe/Rome); the date where it is not today."""
        today = (now or datetime.now(UTC)).astimezone(ZoneInfo(timezone)).date()
        events, models = (
            moment and _format_moment(moment.astimezone(ZoneInfo(timezone)), today)
            for moment in (self.events_until, self.models_of)
        )
        parts = [
            f"Events up to {events}" if events else "No events are committed yet",
            f"models of {models}" if models else "no models are published yet",
        ]
        return f"{', '.join(parts)} ({timezone})"

    def write(self, timezone: str) -> dict[str, Any]:
        """For programs and documents. Moments are UTC."""
        return {
            "events_until": _write_moment(self.events_until),
            "models_of": _write_moment(self.models_of),
            "timezone": timezone,
        }

    def open_until(self, day: date, timezone: str) -> datetime | None:
        """When the night comes that ends a business day's numbers (shop's clock); None where it has run."""
        if self.models_of is None or self.models_of >= ShopClock(timezone).day(day).ends_at + LATE_WINDOW:
            return None
        return datetime.combine(day + timedelta(days=1), NIGHT_AT, ZoneInfo(timezone))


def print_freshness(fresh: Freshness, timezone: str) -> None:
    """The last line of an answer; beside the rows, not among them."""
    sys.stdout.flush()
    print(fresh.describe(timezone), file=sys.stderr)


def _write_moment(moment: datetime | None) -> str | None:
    return None if moment is None else write_moment(moment.replace(microsecond=0))


def _format_moment(moment: datetime, today: date) -> str:
    """As short as can be told apart: two of them and the zone fit a line of 80 characters."""
    if moment.date() == today:
        return f"{moment:%H:%M}"
    year = "" if moment.year == today.year else f"{moment.year} "
    return f"{moment.day} {moment:%b} {year}{moment:%H:%M}"
