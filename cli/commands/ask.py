"""`tally ask`: a saved question or saved SQL, with some of it said anew."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.kinds import KINDS
from tally.domain.settings.question_text import SavedQuestion, parse_saved_question
from tally.domain.settings.setting import SettingAddress
from tally.domain.settings.sql_text import SavedSql, parse_sql
from tally.domain.words.words import Words
from tally.modelling.questions.saved_sql import bind_saved_sql, list_parameters

from cli.answer_output import AnswerOutput
from cli.command_line import OpenTally, aws_option, describe
from cli.endings import WrongUse, as_wrong_use
from cli.freshness import print_freshness
from cli.output.query_rows import RowsWanted, print_rows
from cli.output.report_tables import REPORT_TABLES
from cli.report_asking import Asked, field_options, print_answer, read_asked, report_options
from cli.sql_documents import lay_out_sql

if TYPE_CHECKING:
    from cli.clients import Tally


@click.command(
    context_settings={"ignore_unknown_options": True},
    **describe(
        "Answer a saved question or run saved SQL, with some of it said anew. Any option of its report goes: "
        "tally ask checkout-funnel --last 90d. Of saved SQL its parameters do: tally ask orders-of "
        "--country IT. `tally settings list question` and `list sql` name all."
    ),
)
@click.argument("name", help="what it was saved under")
@click.argument("changes", nargs=-1, type=click.UNPROCESSED, metavar="[OPTION ...]")
@report_options
@aws_option
def ask(*, open_tally: OpenTally, name: str, changes: tuple[str, ...], fmt: str, is_sql: bool) -> None:
    """Print its answer as its own command does."""
    tally = open_tally()
    saved = _find_saved(tally, name)
    if isinstance(saved, SavedSql):
        _run_sql(tally, saved, changes, fmt, is_sql=is_sql, name=name)
        return
    asked = saved.changed(_read_changes(KINDS[saved.kind].fields, changes))
    question = read_asked(tally, saved.kind, asked)
    print_answer(tally, question, fmt, REPORT_TABLES[saved.kind], is_sql=is_sql, name=name)


def _find_saved(tally: "Tally", name: str) -> SavedQuestion | SavedSql:
    """WrongUse where nothing is saved under the name. A question goes before SQL of the same name."""
    store = tally.open_settings()
    with as_wrong_use():
        question = store.find_newest(SettingAddress("question", name))
        sql = store.find_newest(SettingAddress("sql", name))
    if question is not None and question.text is not None:
        return parse_saved_question(question.text, datetime.now(UTC))
    if sql is not None and sql.text is not None:
        return parse_sql(sql.text)
    raise WrongUse(f"nothing is saved as {name}: `tally settings list question` and `list sql` name all")


def _run_sql(
    tally: "Tally", saved: SavedSql, changes: Sequence[str], fmt: str, *, is_sql: bool, name: str
) -> None:
    fields = [
        Field(name.replace("_", "-"), Form.TEXT, saved.parameter(name).meaning)
        for name in list_parameters(saved)
    ]
    given = {name.replace("-", "_"): str(value) for name, value in _read_changes(fields, changes).items()}
    with as_wrong_use():
        statement = bind_saved_sql(saved, given)
    if is_sql:
        print(statement)
        return
    wanted = AnswerOutput.read(fmt)
    if wanted.plot is not None or wanted.is_with_sources:
        raise WrongUse("--plot and --sources are of reports, and this is saved SQL")
    rows, words = RowsWanted(wanted.fmt, output=wanted.file), Words(wanted.language)
    print_rows(tally.ask(statement), rows, lambda shown: lay_out_sql(tally, shown, statement, words, name))
    if wanted.fmt == "table" and wanted.file is None:
        print_freshness(tally.read_freshness("orders"), tally.read_timezone())


def _read_changes(fields: Sequence[Field], words: Sequence[str]) -> Asked:
    """What these words say of the fields; a usage error where they name none of them."""

    # A command of its own: options stand in whatever order, and a wrong one is told with the usage.
    here = click.get_current_context()

    @click.command(add_help_option=False)
    @field_options([_without_need(field) for field in fields])
    def read(*, asked: Asked) -> Asked:
        return asked

    with read.make_context(f"ask {here.params['name']}", list(words), parent=here.parent) as context:
        found: Asked = read.invoke(context)
    return found


def _without_need(field: Field) -> Field:
    return Field(field.name, field.form, field.meaning, field.shown, field.words, False, field.is_argument)
