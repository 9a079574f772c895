"""A report on the command line: its options, its answer, and what stands below every one."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource
from tally.domain.errors import BadQuestion
from tally.domain.reports.question import Question
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.kinds import KINDS, read_question
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.questions.statements import bind_question
from tally.use_cases.answer_report import AnswerReport, ReportAnswer

from cli.command_line import Decorator, format_option
from cli.endings import WrongUse
from cli.freshness import print_freshness
from cli.output.render import paragraph, render
from cli.queries import explain_missing_tables

if TYPE_CHECKING:
    from cli.clients import Tally

Asked = Mapping[str, object]
"""A written question: see tally.domain.reports.written."""


def question_options(kind: str) -> Decorator:
    """An option for each field of a kind of report; the function takes what was written as `asked`."""
    fields = KINDS[kind].fields

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(**values: Any) -> Any:
            written = {field.name: values.pop(_name_parameter(field)) for field in fields}
            context = click.get_current_context()
            asked = {
                field.name: written[field.name]
                for field in fields
                if context.get_parameter_source(_name_parameter(field)) is not ParameterSource.DEFAULT
            }
            return command(asked=asked, **values)

        decorated: Callable[..., Any] = run
        for field in reversed(fields):
            decorated = _offer(field)(decorated)
        return decorated

    return decorate


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--format and --sql of every report."""
    shown = click.option("--sql", "is_sql", is_flag=True, help="print the statement, and ask nothing")
    return shown(format_option(command))


def read_asked(tally: "Tally", kind: str, asked: Asked) -> Question:
    """The question, of now on the shop's clock. WrongUse where it is none."""
    try:
        return read_question(kind, asked, ShopClock(tally.read_timezone()), datetime.now(UTC))
    except BadQuestion as error:
        raise WrongUse(str(error)) from error


def print_answer(
    tally: "Tally", question: Question, fmt: str, tabulate: Callable[[ReportAnswer], str], *, is_sql: bool
) -> None:
    """The rows that answer the question, as `tabulate` shows them to people; then what must be known beside
    them, the verdict, and how fresh it is. `is_sql`: the statement, unasked.

    WrongUse where it is no question, Misconfigured before the first night.
    """
    if is_sql:
        print(bind_question(question))
        return
    with explain_missing_tables("Nothing is published yet: run `tally run nightly` first"):
        found = AnswerReport(_Engine(tally), tally.read_database())(question)
    if fmt != "table":
        print(render(found.rows, found.columns, fmt))
        return
    print(tabulate(found))
    for note in found.notes:
        print(paragraph(f"{note}.", "", ""))
    print(paragraph(f"{found.verdict.verdict.capitalize()}: {found.verdict.reason}.", "", ""))
    print_freshness(tally.read_freshness("orders"), tally.read_timezone())


def _offer(field: Field) -> Decorator:
    name = _name_parameter(field)
    if field.is_argument:
        return click.argument(
            name,
            nargs=-1 if field.form is Form.TEXTS else 1,
            required=field.is_required,
            metavar=field.shown if field.is_required else f"[{field.shown}]",
        )
    words = f"--{field.name}/--no-{field.name}" if field.form is Form.EITHER else f"--{field.name}"
    return click.option(
        words,
        name,
        type=_choose_type(field),
        is_flag=field.form in (Form.YES, Form.EITHER),
        multiple=field.form is Form.TEXTS,
        required=field.is_required,
        default=None,
        metavar=field.shown,
        help=field.meaning,
    )


def _choose_type(field: Field) -> Any:
    if field.words:
        return click.Choice([str(word) for word in field.words])
    return {Form.NUMBER: int, Form.YES: bool, Form.EITHER: bool}.get(field.form, str)


def _name_parameter(field: Field) -> str:
    return "asked_" + field.name.replace("-", "_")


class _Engine:
    """The port QueryEngine over what a command may ask."""

    def __init__(self, tally: "Tally") -> None:
        self._tally = tally

    def run(self, sql: str, database: str) -> None:
        self._tally.ask(sql, database)

    def rows(self, sql: str, database: str) -> list[dict[str, Any]]:
        return self._tally.ask(sql, database).rows
