"""Which business days a command shows: its options --date, --from, --to and --last, and what they mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from typing import Any

import click
from tally.domain.reports.written.days import Length, begin

from cli.argument_types import Day, Span

_DATE = "YYYY-MM-DD"


@dataclass(frozen=True, slots=True)
class DaysWanted:
    """The days from `first` to `last`, both in it; or the `span` that ends with `last`. None: not said."""

    first: date | None = None
    last: date | None = None
    span: Length | None = None

    @property
    def is_open(self) -> bool:
        """Whether the newest day there is decides."""
        return self.first is None and self.last is None

    def choose(self, known: Sequence[date], default: Length) -> tuple[date, date]:
        """The first and the last day to show, of days that there are, oldest first."""
        last = self.last or (known[-1] if known else date.max)
        if self.first is not None:
            return self.first, last
        return begin(self.span or default, last), last


MOST_APART = timedelta(days=31)
"""Days further apart belong to different stretches of days."""


def name_stretches(days: Sequence[date]) -> list[tuple[date, date]]:
    """First and last of days that lie together, oldest first."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] <= MOST_APART:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def days_options(default: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--date, --from, --to and --last; the function takes them as `days`. `default` says what none means."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @click.option("--date", "day", type=Day(), metavar=_DATE, help=f"one day only (default: {default})")
        @click.option("--from", "first", type=Day(), metavar=_DATE, help="the first day")
        @click.option("--to", "last", type=Day(), metavar=_DATE, help="the last day (default: the newest)")
        @click.option("--last", "span", type=Span(), metavar="30d", help="so many days; 4w weeks, 12m months")
        @wraps(command)
        def run(
            *, day: date | None, first: date | None, last: date | None, span: Length | None, **values: Any
        ) -> Any:
            return command(days=_read(day, first, last, span), **values)

        return run

    return decorate


def _read(day: date | None, first: date | None, last: date | None, span: Length | None) -> DaysWanted:
    """Usage errors where two of them say what the days are."""
    fail = click.get_current_context().fail
    if day is not None:
        for name, value in (("--from", first), ("--to", last), ("--last", span)):
            if value is not None:
                fail(f"{name} does not go with --date: give one of them")
        return DaysWanted(day, day)
    if first is not None and span is not None:
        fail("--last does not go with --from: give one of them")
    if first is not None and last is not None and last < first:
        fail(f"--to {last} is before --from {first}")
    return DaysWanted(first, last, span)
