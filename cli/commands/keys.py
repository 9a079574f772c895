"""`tally keys`: the shop's write keys, and how one gives way to another without cutting an app off."""

import argparse
import sys
from dataclasses import replace

from tally.adapters.aws.deployment import chosen_key
from tally.domain.collecting import key_changes
from tally.domain.collecting.key_ring import KeyRing
from tally.domain.errors import Misconfigured

from cli.clients import Endpoint
from cli.confirmation import types_again
from cli.main import Subparsers, add_aws, add_command, add_format
from cli.output.render import render

_SOON = "Every collector knows within a minute."


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command and its parts."""
    top = add_command(
        subparsers,
        "keys",
        list_command,
        "List the sources and their write keys. Of each key only the end is shown; a new one is shown once, "
        "when it is made. docs/guides/deploy.md tells how to rotate without losing an event.",
    )
    add_format(top)
    add_aws(top)
    parts = top.add_subparsers(metavar="add | rotate | revoke", required=False)
    _add_part(parts, "add", "Make a new source with a key of its own.")
    _add_part(parts, "rotate", "Give a source a new key. The old ones keep working until they are revoked.")
    revoke = _add_part(
        parts,
        "revoke",
        "End the older keys of a source. With --key one of them, with --all the whole source.",
    )
    which = revoke.add_mutually_exclusive_group()
    which.add_argument("--key", metavar="ENDING", help="only the key that ends so, as the list shows it")
    which.add_argument("--all", action="store_true", help="every key: the source is gone. Asks first")
    revoke.add_argument("--yes", action="store_true", help="end all without asking")


def list_command(arguments: argparse.Namespace) -> None:
    """Print all keys, masked."""
    print(_table(Endpoint.load(aws=arguments.aws).key_ring(), arguments.format))


def add(ring: KeyRing, arguments: argparse.Namespace) -> KeyRing:
    """One more source."""
    return key_changes.added(ring, arguments.source)


def rotate(ring: KeyRing, arguments: argparse.Namespace) -> KeyRing:
    """One more key."""
    return key_changes.rotated(ring, arguments.source)


def revoke(ring: KeyRing, arguments: argparse.Namespace) -> KeyRing:
    """Fewer keys."""
    if arguments.all:
        return key_changes.without_source(ring, arguments.source)
    return key_changes.revoked(ring, arguments.source, arguments.key)


_CHANGES = {"add": add, "rotate": rotate, "revoke": revoke}


def _add_part(
    parts: "Subparsers[argparse.ArgumentParser]", name: str, description: str
) -> argparse.ArgumentParser:
    part = add_command(parts, name, change_command, description)
    part.add_argument("source", help="name of the source: it stands in the column `source` of every event")
    part.set_defaults(change=_CHANGES[name], all=False, yes=False)
    add_format(part)
    add_aws(part)
    return part


def change_command(arguments: argparse.Namespace) -> None:
    """Store the changed ring; print a key that it made, then the list."""
    endpoint = Endpoint.load(aws=arguments.aws)
    before = endpoint.key_ring()
    ring = arguments.change(before, arguments)
    if not ring:
        raise Misconfigured("This would leave no write key at all: `tally keys add` another source first")
    if arguments.all and not arguments.yes:
        _confirm_the_end_of(arguments.source)
    endpoint.store_key_ring(ring)
    if endpoint.aws_endpoint:  # other commands read this machine's key from its file
        replace(endpoint, write_key=chosen_key(ring)).save()
    made = [key for key in ring.get(arguments.source, ()) if key not in before.get(arguments.source, ())]
    if arguments.format != "table":
        print(render(_rows(ring, shown=made), _COLUMNS, arguments.format))
        return
    for key in made:
        print(f"New key of {arguments.source}: {key}\n")
    print(f"{_table(ring)}\n\n{_SOON}")


def _confirm_the_end_of(source: str) -> None:
    """Ask for the name of a source that is about to go; Misconfigured when it is not given."""
    if not sys.stdin.isatty():
        raise Misconfigured("Nothing was revoked: add --yes")
    print(f"Whatever still sends with a key of {source} will be refused within a minute.", file=sys.stderr)
    if not types_again(source, "Type the name of the source once more to end all its keys:"):
        raise Misconfigured("That was another name: nothing was revoked")


_COLUMNS = ["source", "key", "place"]


def _table(ring: KeyRing, fmt: str = "table") -> str:
    return render(_rows(ring), _COLUMNS, fmt)


def _rows(ring: KeyRing, shown: list[str] | None = None) -> list[dict[str, str]]:
    return [
        {
            "source": source,
            "key": key if key in (shown or ()) else key_changes.masked(key),
            "place": "older" if place else "newest",
        }
        for source, keys in ring.items()
        for place, key in enumerate(keys)
    ]
