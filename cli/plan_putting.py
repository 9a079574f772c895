"""A plan's file becomes a version of the tracking plan: the first one, or over what stands."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli.plan_file import read_plan_text
from cli.plan_in_force import ADDRESS
from cli.setting_changes import open_changes, tell_written

if TYPE_CHECKING:
    from cli.clients import Tally


def put_plan(tally: "Tally", file: Path) -> str:
    """Make the plan in this file the newest version, whatever stands; what became of it."""
    newest = tally.open_settings().find_newest(ADDRESS)
    written = open_changes(tally).put(ADDRESS, read_plan_text(file), newest.number if newest else 0)
    return tell_written(written)


def begin_plan(tally: "Tally", file: Path) -> str:
    """Put it where none was ever put. What stands stays, and a file that differs is told."""
    newest = tally.open_settings().find_newest(ADDRESS)
    if newest is None:
        return put_plan(tally, file)
    stands = f"The tracking plan stands at version {newest.number}, by {newest.written_by}"
    if newest.text == read_plan_text(file):
        return f"{stands}, and is that of {file.name}."
    return (
        f"{stands}, and {file.name} is another one, which does not count: look with `tally settings diff "
        f"{file.name} --as {ADDRESS}`, then `tally settings put {file.name} --as {ADDRESS} --over "
        f"{newest.number}`"
    )
