"""Types of the command line's values, shared by commands; click shows their errors with the usage."""

from datetime import date
from typing import Any

import click


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
