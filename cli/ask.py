"""Asks Athena one question and waits for its answer, here or on AWS."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from tally.adapters.athena.answers import Answer
from tally.adapters.athena.client import Athena
from tally.domain.errors import Misconfigured, NotPublished, PermanentFailure

from cli.clients import Endpoint
from cli.name_hints import hint_at_names
from cli.output.progress import step

_SILENT_S = 2.0
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
    raise kind(_point_at(sql, execution.reason) + hint_at_names(sql, execution.reason)) from failure


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
