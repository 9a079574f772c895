"""`tally export-person`: all that is held of a customer, as files to hand over."""

import sys
from pathlib import Path

import click

from cli.command_line import OpenTally, aws_option, describe, format_option
from cli.customer_id import NOTHING_HELD, CustomerId, check_committed, read_as_landing
from cli.endings import ExitCode, NothingFound
from cli.output.progress import step
from cli.output.render import render


@click.command(
    "export-person",
    **describe(
        "Write everything that is held of a customer to files: events, profile and its changes, what was "
        "refused, what the witness saw, ids and devices. Prints what was written. See docs/guides/privacy.md."
    ),
)
@click.argument(
    "customer",
    type=CustomerId(),
    metavar="ID",
    help="a user id, a device id with or without $device:, or an e-mail address or phone number",
)
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("customer-export"),
    help="an empty or new folder (default: customer-export)",
)
@click.option(
    "--file-format",
    "--files",
    "file_format",
    type=click.Choice(["jsonl", "csv"]),
    default="jsonl",
    help="how to write the files (default: jsonl)",
)
@format_option
@aws_option
def export_person(
    *, open_tally: OpenTally, customer: str, output: Path, file_format: str, fmt: str
) -> ExitCode:
    """Ask, write, say what was written; NothingFound when nothing is held."""
    from cli.address_search import find_holders, find_owner, leave_out
    from cli.output.erasure_report import report_holders, tell_other_holders
    from cli.output.person_files import prepare_folder, write_files
    from cli.person_export import export_customer

    tally = open_tally()
    typed, customer = customer, read_as_landing(tally, customer)
    check_committed(tally, typed)
    prepare_folder(output)
    with step("Asking for the customer's data"):
        found = export_customer(tally, customer)
    holders = find_holders(tally, typed) if "@" in typed or found.is_empty else ()
    if holders and found.is_empty:
        owner = find_owner(tally, holders)
        if owner is None:
            print(report_holders(holders, fmt))
            return ExitCode.FINDINGS
        found = export_customer(tally, owner)
    if found.is_empty:
        raise NothingFound(NOTHING_HELD)
    if others := leave_out(found.person.user_id, found.person.devices, holders):
        print(tell_other_holders(others), file=sys.stderr)
    written = write_files(found.rows, output, file_format)
    print(render(written, ["what", "rows", "file"], fmt))
    return ExitCode.FINE
