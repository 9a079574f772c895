"""Says what a statement will do, and asks before rows may go."""

import sys
from typing import TYPE_CHECKING

from tally.domain.errors import NotPublished, TallyError
from tally.domain.settings.sql_statement import SqlStatement

from cli.confirmation import is_person_there, types_again
from cli.endings import WrongUse

if TYPE_CHECKING:
    from cli.clients import Tally

_FILES_GO = """Of an Iceberg table (events, profile_updates, records) Athena deletes the files, too.
Nothing brings them back."""


def confirm_writing(tally: "Tally", statement: SqlStatement, database: str | None, *, yes: bool) -> None:
    """Return where the statement may run.

    WrongUse when a person does not want it, or nobody is there to be asked and `yes` is not given. A
    table that does not exist is asked for nothing: Athena says so itself.
    """
    if yes or not statement.takes_away:
        _tell(f"This {statement.effect}.")
        return
    try:
        held = _count_rows(tally, statement, database)
    except NotPublished:
        return
    _tell(f"This {statement.effect}{held}.")
    if statement.drops_tables:
        _tell(_FILES_GO)
    if not is_person_there():
        raise WrongUse("Nobody is here to be asked: add --yes if it is meant. Nothing was run")
    word = statement.table or "yes"
    if not types_again(word, f"Type {word} to go on:"):
        raise WrongUse("That was something else: nothing was run")


def _count_rows(tally: "Tally", statement: SqlStatement, database: str | None) -> str:
    if statement.table is None:
        return ""
    try:
        counting = f"select count(*) as held from {statement.table}"  # noqa: S608  (the user's own statement)
        (row,) = tally.ask(counting, database).rows
    except NotPublished:
        raise
    except TallyError as error:
        return f", whose rows cannot be counted ({str(error).splitlines()[0]})"
    return f", which has {row['held']:,} rows"


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)
