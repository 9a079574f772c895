"""`tally forget`: a customer is erased from everywhere, with a proof that names nobody."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from tally.domain.people.mentions import ERASED

from cli.command_line import OpenTally, aws_option, choose_one, describe, format_option
from cli.confirmation import is_person_there, types_again
from cli.customer_id import NOTHING_HELD, CustomerId, check_committed, read_as_landing
from cli.endings import ExitCode, NothingFound, WrongUse
from cli.forgetting import (
    ErasureAnswer,
    erase,
    has_unfinished,
    is_held_by_id,
    is_nothing_held,
    look_for,
    read_proofs,
    suppress_ids,
)
from cli.output.erasure_report import (
    report_erasure,
    report_held,
    report_holders,
    report_proofs,
    tell_other_holders,
)
from cli.setting_mentions import find_mentions, tell_mentions

if TYPE_CHECKING:
    from cli.address_search import Holder
    from cli.clients import Tally


@click.command(
    **describe(
        "Erase a customer from landing, lake, quarantine, marts, witness and query results. Shows what is "
        "held of them and asks first; --yes does not ask. What it cannot reach, and what the proof says, "
        "stands in docs/guides/privacy.md. Ends with code 1 when something is left to do later, or when "
        "nothing is held."
    )
)
@click.argument(
    "customer",
    type=CustomerId(),
    required=False,
    metavar="[ID]",
    help="a user id, a device id with or without $device:, or an e-mail address or phone number",
)
@click.option("--proofs", is_flag=True, help="list what was erased before: counts, no names")
@click.option("--yes", is_flag=True, help="erase without asking")
@click.option(
    "--mentions",
    is_flag=True,
    help=f'write "{ERASED}" where a value in somebody else\'s properties is an id of the customer',
)
@click.option(
    "--keep-orders",
    is_flag=True,
    help="keep the customer's orders under a random person, so that the revenue of closed days stands; not "
    "where order numbers name a person",
)
@click.option(
    "--suppress/--unsuppress",
    default=None,
    help="keep out whatever comes under these ids from now on; --unsuppress only lets it in again",
)
@format_option
@aws_option
def forget(
    *,
    open_tally: OpenTally,
    customer: str | None,
    proofs: bool,
    yes: bool,
    mentions: bool,
    keep_orders: bool,
    suppress: bool | None,
    fmt: str,
) -> ExitCode:
    """Look, ask, erase, report."""
    choose_one(required=True, ID=customer, proofs=proofs)
    tally = open_tally()
    if customer is None:
        print(report_proofs(read_proofs(tally), fmt))
        return ExitCode.FINE
    typed, customer = customer, read_as_landing(tally, customer)
    check_committed(tally, typed)
    if suppress is False:
        return _let_in(tally, customer)
    looked, holders = _look(tally, typed, customer)
    if looked is None:
        print(report_holders(holders, fmt))
        return ExitCode.FINDINGS
    if is_nothing_held(looked) and suppress:
        _keep_out(tally, looked)
        return ExitCode.FINE
    if is_nothing_held(looked) and not has_unfinished(tally):
        raise NothingFound(NOTHING_HELD)
    if not yes and not _confirm(typed, looked, fmt, mentions=mentions, keep_orders=keep_orders):
        raise WrongUse("Nothing was erased: add --yes")
    if suppress:
        _keep_out(tally, looked)
    done = erase(tally, looked, mentions=mentions, keep_orders=keep_orders)
    print(report_erasure(done, fmt))
    if named := find_mentions(tally.open_settings(), {typed, customer}):
        print(f"{tell_mentions(named)}.", file=sys.stderr)
    return ExitCode.FINDINGS if done["remaining"] else ExitCode.FINE


def _look(tally: "Tally", typed: str, customer: str) -> tuple[ErasureAnswer | None, "Sequence[Holder]"]:
    """What is held under an id or, where nothing is, of the one person whose address was typed.

    None where an address is held and not for certain one person's; then by whom.
    """
    from cli.address_search import find_holders, find_owner, leave_out

    looked = look_for(tally, customer)
    if is_held_by_id(looked) and "@" not in typed:
        return looked, ()
    holders = find_holders(tally, typed)
    if holders and not is_held_by_id(looked):
        owner = find_owner(tally, holders)
        if owner is None:
            return None, holders
        looked = look_for(tally, owner)
    if others := leave_out(looked["user_id"], looked["devices"], holders):
        print(tell_other_holders(others), file=sys.stderr)
    return looked, ()


def _keep_out(tally: "Tally", looked: ErasureAnswer) -> None:
    ids = suppress_ids(tally, looked["id"], looked["devices"], is_kept_out=True)
    print(f"What comes under these {ids} ids from now on is dropped: --unsuppress ends that", file=sys.stderr)


def _let_in(tally: "Tally", customer: str) -> ExitCode:
    ids = suppress_ids(tally, customer, (), is_kept_out=False)
    if not ids:
        raise NothingFound("This id is not suppressed: nothing was kept out under it")
    print(f"What comes under this id, {ids} ids with those that belonged to it, lands again.")
    return ExitCode.FINE


def _confirm(customer: str, looked: ErasureAnswer, fmt: str, *, mentions: bool, keep_orders: bool) -> bool:
    """Whether a person wants it, who sees what is held; a program gets the rows and must add --yes."""
    if not is_person_there():
        print(report_held(looked, fmt, mentions=mentions, keep_orders=keep_orders))
        return False
    # On stdout stands what comes of it: one document where JSON or CSV was asked for.
    to_whom = sys.stdout if fmt == "table" else sys.stderr
    print(report_held(looked, "table", mentions=mentions, keep_orders=keep_orders), file=to_whom)
    print("\nThis cannot be undone.", file=sys.stderr)
    if not types_again(customer, "Type the id once more to erase all this:"):
        raise WrongUse("That was another id: nothing was erased")
    return True
