"""`tally quarantine`: what could not be accepted, and how to send it again."""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tally.domain.collecting.rejection import Reason
from tally.domain.errors import Misconfigured
from tally.domain.events.patches import Rule, parse_rules

from cli.argument_types import positive_number, read_day
from cli.clients import Endpoint, wait_until_landed
from cli.main import Subparsers, add_aws, add_command, add_format
from cli.output.progress import step
from cli.output.progress_bar import progress_bar
from cli.output.quarantine_report import report
from cli.output.render import paragraph, render
from cli.plan_file import PLAN, read_plan
from cli.quarantine_list import ALL, REASON_COLUMNS, Wanted, events, reasons, refused_again
from cli.quarantine_replay import Plan, Sent, plan, send

_LONGEST_RAW = 2000
_MOMENT = "%Y-%m-%d %H:%M"
SAMPLE_COLUMNS = [
    "quarantine_id",
    "received_at",
    "reason",
    "field",
    "detail",
    "protocol",
    "source",
    "route",
    "query",
    "raw_encoding",
    "raw",
]


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command and its two parts."""
    top = add_command(
        subparsers,
        "quarantine",
        list_command,
        "List what could not be accepted: each reason with its number of events, since when, and what to "
        "change. An event that was replayed leaves the list once it is in the lake. What the reasons mean "
        "stands in docs/reference/quarantine.md.",
    )
    _add_since(top)
    add_format(top)
    add_aws(top)
    parts = top.add_subparsers(metavar="show | replay", required=False)
    show = add_command(
        parts, "show", show_command, "Show the newest events of one reason, with their text as it was sent."
    )
    _add_choice(show)
    show.add_argument(
        "--limit", type=positive_number, default=5, metavar="N", help="at most so many (default: 5)"
    )
    replay = add_command(
        parts,
        "replay",
        replay_command,
        "Send the events of one reason through the front door again, by the route they came by. Without "
        "--yes nothing is sent: it says how many would be accepted, and shows some before and after. Ids and "
        "times stay, so replaying twice changes nothing. Ends with code 1 when a batch failed or landing "
        "refused an event again.",
    )
    _add_choice(replay)
    replay.add_argument("--patch", metavar="RULES.toml", type=Path, help="rules that mend the events first")
    replay.add_argument(
        "--plan",
        metavar="PLAN.toml",
        type=Path,
        help="the tracking plan that is deployed (default: that of `tally up --plan`, else the checkout's)",
    )
    replay.add_argument("--yes", action="store_true", help="send them")


def list_command(arguments: argparse.Namespace) -> int:
    """Print the reasons."""
    rows = reasons(Endpoint.load(aws=arguments.aws), arguments.since)
    if arguments.format != "table":
        print(render(rows, REASON_COLUMNS, arguments.format))
    elif rows:
        print(_listed(rows))
        print(f"\nThe events: tally quarantine show --reason {rows[0]['reason']}")
    else:
        print("Nothing is in quarantine.")
    return 0


def show_command(arguments: argparse.Namespace) -> int:
    """Print some events."""
    rows = events(Endpoint.load(aws=arguments.aws), _wanted(arguments, arguments.limit))
    if arguments.format != "table":
        print(render(rows, SAMPLE_COLUMNS, arguments.format))
    else:
        print("\n\n".join(map(_sample, rows)) or "Nothing is in quarantine for this reason.")
    return 0


def replay_command(arguments: argparse.Namespace) -> int:
    """Plan, show, and with --yes send."""
    rules = _read_rules(arguments.patch) if arguments.patch else []
    endpoint = Endpoint.load(aws=arguments.aws)
    tracking = read_plan(Path(arguments.plan or endpoint.plan_file or PLAN))
    planned = plan(events(endpoint, _wanted(arguments)), rules, tracking=tracking)
    sent = _sent(endpoint, planned) if arguments.yes else None
    print(report(planned, sent, arguments.format))
    return 1 if sent and (sent.failed or sent.refused) else 0


def _read_rules(file: Path) -> list[Rule]:
    """The rules in a file; Misconfigured says what to change in it."""
    try:
        return parse_rules(file.read_text(encoding="utf-8"), file.name)
    except OSError as error:
        raise Misconfigured(f"the rules {file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{file.name} is no TOML: {error}") from error


def _sent(endpoint: Endpoint, planned: Plan) -> Sent:
    """Send what is good, and look what became of it."""
    ids = {each.origin.quarantine_id for each in planned.good}
    if not ids:
        return Sent(0)
    before = {row["quarantine_id"] for row in refused_again(endpoint, ids)}
    with progress_bar("Sending again", len(planned.good)) as advance:
        sent = send(endpoint, planned.good, advance, keys=endpoint.write_keys())
    with step("Landing") as update:
        wait_until_landed(endpoint, update)
    refused = [row for row in refused_again(endpoint, ids) if row["quarantine_id"] not in before]
    return replace(sent, refused=Counter(row["detail"] for row in refused))


def _add_since(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", type=read_day, metavar="YYYY-MM-DD", help="what came from this UTC day on")


def _add_choice(parser: argparse.ArgumentParser) -> None:
    names = [reason.value for reason in Reason]
    parser.add_argument("--reason", choices=names, required=True, metavar="REASON", help=" | ".join(names))
    parser.add_argument("--field", help="only this offending field, as the list names it")
    parser.add_argument("--source", help="only of this source (the name of a write key)")
    _add_since(parser)
    add_format(parser)
    add_aws(parser)


def _wanted(arguments: argparse.Namespace, most: int = ALL) -> Wanted:
    return Wanted(arguments.reason, arguments.field, arguments.source, arguments.since, most)


def _listed(rows: Sequence[Mapping[str, Any]]) -> str:
    """The reasons as a table; below it what to change, each sentence once."""
    notes: dict[str, int] = {}
    lines = [
        {
            **{name: row[name] for name in REASON_COLUMNS[:5]},
            "first seen (UTC)": f"{row['first_seen']:{_MOMENT}}",
            "last seen (UTC)": f"{row['last_seen']:{_MOMENT}}",
            "why": f"({notes.setdefault(row['detail'], len(notes) + 1)})",
        }
        for row in rows
    ]
    why = [paragraph(detail, f"({number}) ", "    ") for detail, number in notes.items()]
    return "\n".join([render(lines), *why])


def _sample(row: Mapping[str, Any]) -> str:
    place = f"{row['route']}?{row['query']}" if row["query"] else row["route"] or "no route"
    moment = f"{row['received_at']:%Y-%m-%d %H:%M:%S} UTC"
    head = [
        f"{row['quarantine_id']}  {moment}  {row['source'] or '-'}  {place}",
        paragraph(row["detail"], "  ", "  "),
    ]
    raw = row["raw"] or ""
    cut = f" ... ({len(raw):,} characters; --format json shows all)" if len(raw) > _LONGEST_RAW else ""
    kind = "" if row["raw_encoding"] == "text" else f"{row['raw_encoding']}: "
    return "\n".join([*head, f"  {kind}{raw[:_LONGEST_RAW]}{cut}"])
