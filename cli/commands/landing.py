"""`tally landing`: objects that could not be read, and where they go."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.command_line import OpenTally, PartedCommand, aws_option, describe, format_option
from cli.confirmation import is_person_there, types_again
from cli.endings import ExitCode, WrongUse, as_wrong_use
from cli.output.render import render

if TYPE_CHECKING:
    from tally.adapters.lake.set_aside import SetAside

_COLUMNS = ["set_aside_at", "size_bytes", "object"]
_UNBROKEN = 2_000
"""Columns of text: an address is there to be copied, so it is on one line however narrow the screen."""


@click.group(
    cls=PartedCommand,
    invoke_without_command=True,
    subcommand_metavar="[release | discard | set-aside] ...",
    **describe(
        "List the landed objects that could not be read and were set aside. A commit sets them aside by "
        "itself. Ends with code 1 when there are any. What to do about them: docs/guides/runbook.md."
    ),
)
@format_option
@aws_option
@click.pass_context
def landing(ctx: click.Context, *, open_tally: OpenTally, fmt: str) -> ExitCode | None:
    """Print what lies apart."""
    if ctx.invoked_subcommand:
        return None
    rows = [
        {
            "object": f"s3://{aside.bucket}/{found.key}",
            "size_bytes": found.size_bytes,
            "set_aside_at": found.set_aside_at,
        }
        for aside in open_tally().open_set_aside()
        for found in aside.list()
    ]
    print(_tabulate(rows) if fmt == "table" else render(rows, _COLUMNS, fmt))
    return ExitCode.FINDINGS if rows else ExitCode.FINE


def _tabulate(rows: Sequence[Mapping[str, Any]]) -> str:
    """As people read it, with what to do below."""
    if not rows:
        return "Nothing is set aside."
    lines = [
        {
            "set aside (UTC)": f"{row['set_aside_at']:%Y-%m-%d %H:%M}",
            "bytes": row["size_bytes"],
            "object": row["object"],
        }
        for row in rows
    ]
    return (
        f"{render(lines, width=_UNBROKEN)}\n\n"
        "Back again, once it can be read: tally landing release OBJECT\n"
        "Away for good, with its events:  tally landing discard OBJECT"
    )


def object_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every part takes: an object, and --aws."""
    place = click.argument("address", metavar="s3://BUCKET/KEY", help="the object, as the list names it")
    return place(aws_option(command))


@landing.command(**describe("Put an object back, as if it had just landed. The next commit tries it again."))
@object_argument
def release(*, open_tally: OpenTally, address: str) -> None:
    """Back to where it landed."""
    aside, key = _find(open_tally, address)
    with as_wrong_use():
        aside.release(key)
    print(f"{key} is in landing again: `tally run commit_events` takes it in.")


@landing.command(**describe("Delete an object that was set aside. Its events are gone for good. Asks first."))
@object_argument
@click.option("--yes", is_flag=True, help="delete it without asking")
def discard(*, open_tally: OpenTally, address: str, yes: bool) -> None:
    """Gone for good."""
    aside, key = _find(open_tally, address)
    if key not in {found.key for found in aside.list()}:
        raise WrongUse(f"no object {key} is set aside: `tally landing` lists those that are")
    if not yes:
        _ask(key)
    aside.discard(key)
    print(f"{key} is deleted.")


@landing.command(
    "set-aside",
    **describe("Move an object away by hand, when Athena says that it cannot read it. `release` undoes it."),
)
@object_argument
def set_aside(*, open_tally: OpenTally, address: str) -> None:
    """Apart, by hand."""
    aside, key = _find(open_tally, address)
    if not aside.move(key):
        raise WrongUse(f"there is no object {address}")
    print(f"{key} is set aside: `tally landing release {address}` puts it back.")


def _find(open_tally: OpenTally, address: str) -> "tuple[SetAside, str]":
    """The bucket of an address, as one of Tally's, and its key."""
    stores = open_tally().open_set_aside()
    for aside in stores:
        start = f"s3://{aside.bucket}/"
        if address.startswith(start):
            return aside, address.removeprefix(start)
    names = " or ".join(f"s3://{aside.bucket}/..." for aside in stores)
    raise WrongUse(f"{address} is in no bucket of Tally: give {names}")


def _ask(key: str) -> None:
    if not is_person_there():
        raise WrongUse("Nothing was deleted: add --yes")
    name = key.rpartition("/")[2]
    if not types_again(name, f"Its events are gone for good. Type {name} to delete it:"):
        raise WrongUse("That was another name: nothing was deleted")
