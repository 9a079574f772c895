"""Asks Athena one question and waits for its answer, here or on AWS."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from tally.adapters.athena.answers import Answer
from tally.adapters.athena.client import Athena
from tally.domain.errors import Misconfigured, NotPublished, PermanentFailure
from tally.modelling.catalog import inner_database, is_inner

from cli.clients import Endpoint
from cli.output.progress import step

_SILENT_S = 2.0
_MISSING = re.compile(r"Table '(?:\w+\.)?(\w+)\.(\w+)' does not exist")
_PLACE = re.compile(r"line (\d+):(\d+)")


def ask(endpoint: Endpoint, sql: str, database: str | None = None) -> Answer:
    """Run one statement in Tally's workgroup; `database` None is the lake's.

    PermanentFailure when Athena refuses or fails it, with the place in the statement; NotPublished where a
    table is not made yet. Ctrl-C cancels it.
    """
    workgroup = _read_output(endpoint, "Workgroup")
    with _show_progress() as waiting:
        athena = Athena(endpoint.client("athena"), workgroup, waiting)
        try:
            execution = athena.execute(sql, database or _read_output(endpoint, "Database"))
        except PermanentFailure as refused:
            raise PermanentFailure(_point_at(sql, str(refused))) from refused
    failure = execution.failure
    if failure is None:
        return athena.read(execution)
    kind = NotPublished if isinstance(failure, NotPublished) else PermanentFailure
    raise kind(_point_at(sql, execution.reason) + _hint_at_inner(execution.reason)) from failure


def _hint_at_inner(reason: str) -> str:
    """Where an inner model's table lies, if it is one that was not found."""
    missing = _MISSING.search(reason)
    if missing is None or not is_inner(missing[2]):
        return ""
    database, table = missing.groups()
    return f"\n{table} is a step on the way to other tables: {inner_database(database)}.{table} has it"


@contextmanager
def _show_progress() -> Iterator[Callable[[float], None]]:
    """What to tell of the seconds waited: a spinner once it is more than a moment."""
    with ExitStack() as shown:
        is_shown = False

        def tell(seconds: float) -> None:
            nonlocal is_shown
            if seconds > _SILENT_S and not is_shown:
                shown.enter_context(step("Waiting for Athena"))
                is_shown = True

        yield tell


def _read_output(endpoint: Endpoint, key: str) -> str:
    if key not in endpoint.outputs:
        raise Misconfigured(f"The stacks have no output {key}: deploy Tally again")
    return endpoint.outputs[key]


def _point_at(sql: str, reason: str) -> str:
    """The reason, and below it the line of the statement that it means."""
    found = _PLACE.search(reason)
    lines = sql.splitlines()
    if found is None or not 1 <= int(found[1]) <= len(lines):
        return reason
    line = lines[int(found[1]) - 1].replace("\t", " ")
    return f"{reason}\n  {line}\n  {' ' * (int(found[2]) - 1)}^"
