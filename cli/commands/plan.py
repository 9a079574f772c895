"""`tally plan`: the tracking plan, what departs from it, and a draft of one."""

import argparse
import sys
import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from tally.adapters.aws.deployment import NOT_DEPLOYED
from tally.domain.errors import Misconfigured
from tally.domain.plan.personal_data import hashed
from tally.domain.plan.plan_draft import counted, draft
from tally.domain.plan.tracking_plan import TrackingPlan, parse_plan
from tally.modelling import catalog
from tally.modelling.literals import bind
from tally.use_cases.refresh_models import arrivals_since

from cli.argument_types import positive_number, read_day
from cli.ask import ask, needing_the_lake
from cli.clients import Endpoint
from cli.main import Subparsers, add_aws, add_command, add_format
from cli.output.render import render
from cli.plan_file import PLAN, plan_text, read_plan
from cli.plan_violations import COLUMNS, violations

DAYS = 7
SAMPLE = 10_000
ENOUGH = 20


def register(subparsers: "Subparsers[argparse.ArgumentParser]") -> None:
    """Add the command and its parts."""
    top = add_command(
        subparsers,
        "plan",
        _menu,
        "The tracking plan: what departs from it, and a draft of one. How to write it stands in "
        "docs/guides/tracking-plan.md.",
    )
    top.set_defaults(parser=top)
    parts = top.add_subparsers(metavar="check | infer | hash", required=False)
    check = add_command(
        parts,
        "check",
        check_command,
        "Read the plan's file, then list what departed from the plan that is deployed. It asks the lake and "
        "quarantine themselves: commit first what has just landed (tally run commit_events). Ends with "
        "code 1 when there are violations.",
    )
    check.add_argument("--file", type=Path, default=PLAN, metavar="PLAN.toml", help="read this plan")
    check.add_argument("--offline", action="store_true", help="read the file and ask no lake")
    _add_since(check)
    add_format(check)
    add_aws(check)
    infer = add_command(
        parts, "infer", infer_command, "Draft a plan from what has arrived. Read it before you keep it."
    )
    infer.add_argument("--output", type=Path, metavar="PLAN.toml", help="write it there, not to the screen")
    infer.add_argument("--force", action="store_true", help="overwrite that file")
    infer.add_argument(
        "--enough",
        type=positive_number,
        default=ENOUGH,
        metavar="N",
        help=f"a property is required when each of at least N events has it (default: {ENOUGH})",
    )
    infer.add_argument(
        "--sample",
        type=positive_number,
        default=SAMPLE,
        metavar="N",
        help=f"of each event at most N (default: {SAMPLE:,})",
    )
    _add_since(infer)
    add_aws(infer)
    hashing = add_command(
        parts,
        "hash",
        hash_command,
        "Print what `hash` makes of a value, with the salt of the deployed Tally.",
    )
    hashing.add_argument("value", help="an e-mail address, a phone number, or any text")
    add_aws(hashing)


def check_command(arguments: argparse.Namespace) -> int:
    """Tell what is in the file, then what departed from the plan."""
    plan = read_plan(arguments.file)
    is_table = arguments.format == "table"
    if is_table:
        print(_summary(arguments.file, plan))
    if arguments.offline:
        return 0
    rows = violations(Endpoint.load(aws=arguments.aws), _since(arguments))
    if not is_table:
        print(render(rows, COLUMNS, arguments.format))
    elif rows:
        print(f"\n{render(list(map(_short, rows)))}")
    else:
        print(f"Nothing that arrived since {_since(arguments)} departs from the plan.")
    return 1 if rows else 0


def infer_command(arguments: argparse.Namespace) -> None:
    """Draft and print, or write."""
    output: Path | None = arguments.output
    if output is not None and output.exists() and not arguments.force:
        raise Misconfigured(f"{output} exists: name another file, or add --force to overwrite it")
    values = {**arrivals_since(_since(arguments)), "most": arguments.sample}
    with needing_the_lake():
        query = bind(catalog.query("arrived_events").sql, {name: values[name] for name in ("since", "most")})
        rows = ask(Endpoint.load(aws=arguments.aws), query).rows
    if not rows:
        raise Misconfigured(f"Nothing has arrived since {_since(arguments)}: name an earlier day by --since")
    drafted = draft(rows, _known_personal_data())
    text = drafted.toml(arguments.enough)
    parse_plan(text, "the draft")
    if output is None:
        print(text, end="")
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"{output} cannot be written: {error.strerror}") from error
    print(f"{output} is drafted from {drafted.size}. Read it, then: tally plan check --file {output}")


def hash_command(arguments: argparse.Namespace) -> None:
    """Print one hash."""
    endpoint = Endpoint.load(aws=arguments.aws)
    if "SaltSecret" not in endpoint.outputs:
        raise Misconfigured(f"The stacks have no output SaltSecret: {NOT_DEPLOYED}")
    secret = endpoint.client("secretsmanager").get_secret_value(SecretId=endpoint.outputs["SaltSecret"])
    print(hashed(arguments.value, secret["SecretString"].encode()))


def _menu(arguments: argparse.Namespace) -> int:
    arguments.parser.print_help(sys.stderr)
    return 2


def _add_since(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since",
        type=read_day,
        metavar="YYYY-MM-DD",
        help=f"from this UTC day on (default: {DAYS} days ago)",
    )


def _since(arguments: argparse.Namespace) -> date:
    since: date | None = arguments.since
    return since or datetime.now(UTC).date() - timedelta(days=DAYS)


def _summary(file: Path, plan: TrackingPlan) -> str:
    properties = {name for event in plan.events.values() for name in event} | set(plan.every_event)
    events, of_events = counted(len(plan.events), "event"), counted(len(properties), "property", "properties")
    counts = f"{events}, {of_events}, {len(plan.personal_data):,} personal"
    return f"{file.name} is good: mode {plan.mode}, {counts}."


def _short(row: Mapping[str, Any]) -> dict[str, Any]:
    """As much as fits into a line."""
    return {
        "event": row["event_name"],
        "violation": f"{row['kind']} {row['property']}".strip(),
        "sdk": f"{row['sdk']} {row['sdk_version']}".strip(),
        "source": row["source"],
        "fate": "refused" if row["is_refused"] else "observed",
        "events": row["events"],
        "last hour (UTC)": f"{row['last_hour']:%Y-%m-%d %H:%M}",
    }


def _known_personal_data() -> dict[str, str]:
    """What the plan of the checkout says; a draft keeps it."""
    read_plan()
    found: dict[str, str] = tomllib.loads(plan_text(PLAN)).get("personal_data", {})
    return found
