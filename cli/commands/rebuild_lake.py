"""`tally rebuild-lake`: tables of the lake that are gone, from landing."""

from dataclasses import asdict

import click

from cli.command_line import OpenTally, aws_option, describe
from cli.endings import ExitCode
from cli.lake_rebuild import TableState, commit_all, look_at_tables, take_out_again
from cli.nightly import run_nightly
from cli.output.progress import step
from cli.output.render import render


@click.command(
    "rebuild-lake",
    **describe(
        "Make the lake's missing tables again from what has landed. Landing keeps 90 days: what arrived "
        "earlier does not come back. Tables that are there are left as they are. Then the night runs. "
        "Ends with code 3 when that failed."
    ),
)
@aws_option
def rebuild_lake(*, open_tally: OpenTally) -> ExitCode:
    """Look, commit, take out again, build the models."""
    tally = open_tally()
    states = look_at_tables(tally, tally.read_database())
    print(render([_show(state) for state in states]))
    is_whole = all(state.is_there for state in states)
    if not is_whole:
        print(f"\n{_tell_limit(states)}")
        with step("Committing what landed") as update:
            counts = commit_all(tally, update)
        print(
            f"{counts['committed']:,} events, {counts['profile_rows']:,} rows of profiles and "
            f"{counts['record_versions']:,} versions of records are in the lake again."
        )
    # A scheduled commit may have made a table again before anybody came to this command.
    taken_out = take_out_again(tally)
    if is_whole and not taken_out:
        print("\nNothing to rebuild: every table is there.")
        return ExitCode.FINE
    if taken_out:
        print(f"{taken_out:,} of the events were taken out again, as by `tally quarantine event` before.")
    _, succeeded = run_nightly(tally, {})
    print("The tables are built." if succeeded else "The night failed: `tally run nightly` shows where.")
    return ExitCode.FINE if succeeded else ExitCode.NO_ANSWER


def _show(state: TableState) -> dict[str, object]:
    row = asdict(state)
    return {"table": row.pop("table"), "in_lake": "yes" if row.pop("is_there") else "gone", **row}


def _tell_limit(states: list[TableState]) -> str:
    """From when on the missing tables can be made again."""
    gone = [state for state in states if not state.is_there]
    days = [state.first_dt for state in gone if state.first_dt]
    if not days:
        return "Nothing has landed for what is missing: the tables come back empty."
    return f"What arrived before {min(days)} is not in landing and does not come back."
