"""`tally keys`: the shop's write keys, and how one gives way to another without cutting an app off."""

import sys
from collections.abc import Callable
from typing import Any

import click
from tally.domain.collecting import key_changes
from tally.domain.collecting.key_ring import KeyRing

from cli.command_line import OpenTally, PartedCommand, aws_option, choose_one, describe, format_option
from cli.confirmation import is_person_there, types_again
from cli.endings import WrongUse, as_wrong_use
from cli.output.render import render

_COLUMNS = ["source", "key", "place"]
_SOON = "Every collector knows within a minute."


@click.group(
    cls=PartedCommand,
    invoke_without_command=True,
    subcommand_metavar="[add | rotate | revoke] ...",
    **describe(
        "List the sources and their write keys. Of each key only the end is shown; a new one is shown once, "
        "when it is made. docs/guides/deploy.md tells how to rotate without losing an event."
    ),
)
@format_option
@aws_option
@click.pass_context
def keys(ctx: click.Context, *, open_tally: OpenTally, fmt: str) -> None:
    """Print all keys, masked."""
    if ctx.invoked_subcommand is None:
        print(_tabulate(open_tally().read_keys(), fmt))


def source_argument(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every part takes: a source, --format and --aws."""
    source = click.argument(
        "source", help="name of the source: it stands in the column `source` of every event"
    )
    return source(format_option(aws_option(command)))


@keys.command(**describe("Make a new source with a key of its own."))
@source_argument
def add(*, open_tally: OpenTally, source: str, fmt: str) -> None:
    """One more source."""
    _change_keys(open_tally, lambda ring: key_changes.added(ring, source), source, fmt)


@keys.command(**describe("Give a source a new key. The old ones keep working until they are revoked."))
@source_argument
def rotate(*, open_tally: OpenTally, source: str, fmt: str) -> None:
    """One more key."""
    _change_keys(open_tally, lambda ring: key_changes.rotated(ring, source), source, fmt)


@keys.command(
    **describe("End the older keys of a source. With --key one of them, with --all the whole source.")
)
@source_argument
@click.option("--key", metavar="ENDING", help="only the key that ends so, as the list shows it")
@click.option("--all", "every_key", is_flag=True, help="every key: the source is gone. Asks first")
@click.option("--yes", is_flag=True, help="end all without asking")
def revoke(
    *, open_tally: OpenTally, source: str, key: str | None, every_key: bool, yes: bool, fmt: str
) -> None:
    """Fewer keys."""
    choose_one(key=key, all=every_key)
    if every_key:
        end = None if yes else _confirm_the_end_of
        _change_keys(open_tally, lambda ring: key_changes.without_source(ring, source), source, fmt, end)
    else:
        _change_keys(open_tally, lambda ring: key_changes.revoked(ring, source, key), source, fmt)


def _change_keys(
    open_tally: OpenTally,
    change: Callable[[KeyRing], KeyRing],
    source: str,
    fmt: str,
    confirm: Callable[[str], None] | None = None,
) -> None:
    """Store the changed ring; print a key that it made, then the list."""
    tally = open_tally()
    before = tally.read_keys()
    with as_wrong_use():
        ring = change(before)
    if not ring:
        raise WrongUse("This would leave no write key at all: `tally keys add` another source first")
    if confirm:
        confirm(source)
    tally.store_keys(ring)
    made = [key for key in ring.get(source, ()) if key not in before.get(source, ())]
    if fmt != "table":
        print(render(_list_keys(ring, shown=made), _COLUMNS, fmt, whole="source"))
        return
    for key in made:
        print(f"New key of {source}: {key}\n")
    print(f"{_tabulate(ring)}\n\n{_SOON}")


def _confirm_the_end_of(source: str) -> None:
    """Ask for the name of a source that is about to go; WrongUse when it is not given."""
    if not is_person_there():
        raise WrongUse("Nothing was revoked: add --yes")
    print(f"Whatever still sends with a key of {source} will be refused within a minute.", file=sys.stderr)
    if not types_again(source, "Type the name of the source once more to end all its keys:"):
        raise WrongUse("That was another name: nothing was revoked")


def _tabulate(ring: KeyRing, fmt: str = "table") -> str:
    return render(_list_keys(ring), _COLUMNS, fmt, whole="source")


def _list_keys(ring: KeyRing, shown: list[str] | None = None) -> list[dict[str, str]]:
    return [
        {
            "source": source,
            "key": key if key in (shown or ()) else key_changes.masked(key),
            "place": "older" if place else "newest",
        }
        for source, keys in ring.items()
        for place, key in enumerate(keys)
    ]
