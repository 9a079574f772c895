"""`tally forget`: a customer is erased from everywhere, with a proof that names nobody."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.people.mentions import ERASED

from cli.clients import Endpoint
from cli.confirmation import types_again
from cli.customer_id import NOTHING_HELD, customer_id
from cli.forgetting import (
    COUNTS,
    MENTIONS,
    REMOVED,
    Answer,
    forget,
    is_nothing,
    is_one_unfinished,
    look,
    proofs,
)
from cli.main import Subparsers, add_aws, add_command, add_format
from cli.output.render import render

FOUND = ["place", "rows", "objects", "mentions"]
STAY = (
    "Rows of others have an id of this customer for a value, such as a gift's receiver (counted above, in "
    "each place, as mentions). They stay as they are"
)
BLANK = f'add --mentions to write "{ERASED}" instead of the id, unless it means something else there'
WILL_BE_BLANKED = (
    f'In rows of others, counted above as mentions, "{ERASED}" will be written instead of the id.'
)
PROOF = ["request_id", "begun_at", "finished_at", *COUNTS, "tally_version", "key"]


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "forget",
        forget_command,
        "Erase a customer from landing, lake, quarantine, marts, witness and query results. Shows what is "
        "held of them and asks first; --yes does not ask. What it cannot reach, and what the proof says, "
        "stands in docs/guides/privacy.md. Ends with code 1 when something is left to do later, or when "
        "nothing is held.",
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "id",
        metavar="ID",
        nargs="?",
        type=customer_id,
        help="a user id, or a device id with or without $device:",
    )
    what.add_argument("--proofs", action="store_true", help="list what was erased before: counts, no names")
    parser.add_argument("--yes", action="store_true", help="erase without asking")
    parser.add_argument(
        "--mentions",
        action="store_true",
        help=f'write "{ERASED}" where a value in somebody else\'s properties is an id of the customer',
    )
    add_format(parser)
    add_aws(parser)


def forget_command(arguments: argparse.Namespace) -> int:
    """Look, ask, erase, report."""
    endpoint = Endpoint.load(aws=arguments.aws)
    if arguments.proofs:
        rows = proofs(endpoint)
        print(_listed(rows, arguments.format))
        return 0
    looked = look(endpoint, arguments.id)
    if is_nothing(looked) and not is_one_unfinished(endpoint):
        raise Misconfigured(NOTHING_HELD)
    if not arguments.yes and not _confirmed(looked, arguments):
        return 1
    done = forget(endpoint, arguments.id, looked, mentions=arguments.mentions)
    print(_report(done, arguments.format))
    return 1 if done["remaining"] else 0


def _listed(rows: list[dict[str, Any]], fmt: str) -> str:
    if fmt != "table":
        return render(rows, PROOF, fmt)
    short = [
        {**row, **{name: (row[name] or "not yet")[:16] for name in ("begun_at", "finished_at")}}
        for row in rows
    ]
    return (
        render(short, [*PROOF[:4], "objects_rewritten", "objects_deleted"]) if rows else "No erasure so far."
    )


def _confirmed(looked: Answer, arguments: argparse.Namespace) -> bool:
    """Whether a person wants it, who sees what is held; a program gets the rows and must add --yes."""
    if not sys.stdin.isatty():
        print(_held(looked, arguments, arguments.format))
        print("Nothing was erased: add --yes", file=sys.stderr)
        return False
    # On stdout stands what comes of it: one document where JSON or CSV was asked for.
    to_whom = sys.stdout if arguments.format == "table" else sys.stderr
    print(_held(looked, arguments, "table"), file=to_whom)
    print("\nThis cannot be undone.", file=sys.stderr)
    if not types_again(arguments.id, "Type the id once more to erase all this:"):
        raise Misconfigured("That was another id: nothing was erased")
    return True


def _held(looked: Answer, arguments: argparse.Namespace, fmt: str) -> str:
    rows = _rows(looked, FOUND[1:])
    if fmt != "table":
        return render(rows, FOUND, fmt)
    found = [*_who(looked), "", render(rows, FOUND)]
    if any(row["mentions"] for row in rows):
        found += ["", WILL_BE_BLANKED if arguments.mentions else f"{STAY}: {BLANK}."]
    return "\n".join(found)


def _report(done: Answer, fmt: str) -> str:
    rows = _rows(done, COUNTS)
    if fmt == "json":
        told = ("request_id", "begun_at", "finished_at", "proof", "remaining", "reasons")
        return render([{**{name: done[name] for name in told}, "places": rows}], None, fmt)
    if fmt == "csv":
        run = {"proof": done["proof"], "reasons": "; ".join(done["reasons"])}
        return render([{**row, **run} for row in rows], ["place", *COUNTS, *run], fmt)
    mentions = [name for name in MENTIONS if any(row[name] for row in rows)]
    lines = [*_who(done), "", render(rows, ["place", *REMOVED, *mentions]), "", f"Proof: {done['proof']}"]
    if "mentions_left" in mentions:
        lines.append(f"{STAY}: to blank them, run it for each of these ids and {BLANK}.")
    return "\n".join([*lines, *(f"Not done yet: {reason}" for reason in done["reasons"])])


def _rows(answer: Answer, names: list[str]) -> list[dict[str, Any]]:
    places: Mapping[str, Mapping[str, Any]] = answer["places"]
    return [{"place": place, **{name: counts[name] for name in names}} for place, counts in places.items()]


def _who(answer: Answer) -> Iterator[str]:
    yield f"User {answer['user_id']}" if answer["user_id"] else "Nobody logged in on this device"
    yield f"Devices: {', '.join(answer['devices']) or 'none'}"
    if answer["shared_devices"]:
        yield (
            f"Also used by others: {', '.join(answer['shared_devices'])}. The events of those others stay, "
            "with the device's id in them"
        )
    if answer.get("parcels_waiting"):
        yield f"{answer['parcels_waiting']} parcels wait in the queues and may hold more"
