"""Types of the command line's values, shared by commands; click shows their errors with the usage."""

from datetime import date
from difflib import get_close_matches
from typing import Any

import click
from tally.domain.errors import BadQuestion
from tally.domain.reports.written.days import Length, parse_length


class Day(click.ParamType[date]):
    """A date such as 2026-03-02."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date; the usage error says how to write one."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date such as 2026-03-02", param, ctx)


EVER = date(1971, 1, 2)
"""No event lies before it: landing refuses those before 1971."""


class Since(Day):
    """A date from which on all counts; EVER for those before it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """See Day.convert."""
        return max(super().convert(value, param, ctx), EVER)


class Count(click.ParamType[int]):
    """A whole number of one or more."""

    name = "count"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; the usage error says which are good."""
        try:
            number = int(value)
        except ValueError:
            number = 0
        if number < 1:
            self.fail(f"{value!r} is no whole number from 1 on", param, ctx)
        return number


class Span(click.ParamType[Length]):
    """A length of time such as 30d, 4w or 12m."""

    name = "span"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Length:
        """The number and its unit; the usage error says which are good."""
        if isinstance(value, tuple):
            return value
        try:
            return parse_length(value)
        except BadQuestion as error:
            self.fail(str(error), param, ctx)


class NearChoice(click.Choice[str]):
    """One of many words; the usage error names those that are most like the one given."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """All of them where none is like it."""
        near = get_close_matches(str(value), self.choices)
        if not near:
            return super().get_invalid_choice_message(value, ctx)
        return f"there is no {value}: did you mean {' or '.join(near)}?"
