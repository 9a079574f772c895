"""A customer's id as the commands take it, and the rules of ids in force."""

from typing import TYPE_CHECKING, Any

import click
from tally.domain.errors import Misconfigured
from tally.domain.people.id_rules import IdRules
from tally.domain.people.person import may_be_an_id

from cli.endings import NothingFound, WrongUse
from cli.output.progress import step
from cli.plan_in_force import read_standing_plan

if TYPE_CHECKING:
    from cli.clients import Tally

NOTHING_HELD = "Nothing is held under this id: is it spelled as the app sends it?"


class CustomerId(click.ParamType[str]):
    """An id as the app sends it, of a user or of a device."""

    name = "id"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The id as it was typed; an empty one is a usage error."""
        if not may_be_an_id(value):
            self.fail("is empty: give the id of a user or of a device", param, ctx)
        return str(value)


def read_id_rules(tally: "Tally") -> IdRules:
    """Those of the tracking plan in force."""
    return read_standing_plan(tally).plan.id_rules


def read_as_landing(tally: "Tally", customer_id: str) -> str:
    """The id in the form that landing stores, by the rules of read_id_rules.

    WrongUse when it is a placeholder: nothing is anybody's by it.
    """
    rules = read_id_rules(tally)
    form = rules.form_of(customer_id, of_person=True)
    if rules.is_placeholder(form):
        raise WrongUse(f"{customer_id} is a placeholder and means nobody: no customer is known by it")
    return form


_HOLDING = ("landing/", "quarantine/", "records/")
"""Where something of a customer may lie before the first commit."""


def check_committed(tally: "Tally", customer_id: str) -> None:
    """NothingFound where nothing has ever come; Misconfigured where the lake is not made yet of what came."""
    if tally.has_table("events"):
        return
    with step("Landing what was sent") as update:
        tally.wait_until_landed(update)
    if any(True for prefix in _HOLDING for _ in tally.list_objects(prefix)):
        raise Misconfigured(
            "The lake has no table yet, and something waits for it: run `tally run commit_events`, then this "
            "again"
        )
    raise NothingFound(f"Nothing has been committed yet: nothing is held of {customer_id}")
