"""A customer's id as the commands take it."""

from typing import Any

import click
from tally.domain.people.person import may_be_an_id

NOTHING_HELD = "Nothing is held under this id: is it spelled as the app sends it?"


class CustomerId(click.ParamType[str]):
    """An id as the app sends it, of a user or of a device."""

    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The id as it was typed; an empty one is a usage error."""
        if not may_be_an_id(value):
            self.fail("is empty: give the id of a user or of a device", param, ctx)
        return str(value)
