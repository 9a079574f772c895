"""`tally export-person`: all that is held of a customer, as files to hand over."""

import argparse
from pathlib import Path

from tally.domain.errors import Misconfigured

from cli.clients import Endpoint
from cli.customer_id import NOTHING_HELD, customer_id
from cli.main import Subparsers, add_aws, add_command, add_format
from cli.output.progress import step
from cli.output.render import render
from cli.person_export import export, prepare, write


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = add_command(
        subparsers,
        "export-person",
        export_command,
        "Write everything that is held of a customer to files: events, profile and its changes, what was "
        "refused, what the witness saw, ids and devices. Prints what was written. "
        "See docs/guides/privacy.md.",
    )
    parser.add_argument(
        "id",
        metavar="ID",
        type=customer_id,
        help="a user id, or a device id with or without $device:",
    )
    parser.add_argument(
        "--output",
        metavar="DIR",
        type=Path,
        default=Path("customer-export"),
        help="an empty or new folder (default: customer-export)",
    )
    parser.add_argument(
        "--files", choices=("jsonl", "csv"), default="jsonl", help="how to write (default: jsonl)"
    )
    add_format(parser)
    add_aws(parser)


def export_command(arguments: argparse.Namespace) -> None:
    """Ask, write, say what was written; Misconfigured when nothing is held."""
    endpoint = Endpoint.load(aws=arguments.aws)
    prepare(arguments.output)
    with step("Asking for the customer's data"):
        found = export(endpoint, arguments.id)
    if found.is_empty:
        raise Misconfigured(NOTHING_HELD)
    told = write(found, arguments.output, arguments.files)
    print(render(told, ["what", "rows", "file"], arguments.format))
