"""A report on the command line: its options, its answer, and what stands below every one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from click.core import ParameterSource
from tally.domain.charts.frame import ChartedAnswer
from tally.domain.charts.report_chart import draw_report, has_chart
from tally.domain.errors import BadQuestion
from tally.domain.exports.document import ExportDocument
from tally.domain.exports.export_report import ReportToExport, lay_out_report
from tally.domain.exports.sources_text import tell_sources
from tally.domain.reports.answer import ReportAnswer
from tally.domain.reports.answer_types import find_types
from tally.domain.reports.of_cohorts import list_cohort_versions
from tally.domain.reports.question import Question
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.kinds import KINDS, read_question
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.words import Words
from tally.modelling.questions.statements import bind_question
from tally.use_cases.answer_report import AnswerReport
from tally.use_cases.find_cohort import FindCohort

from cli.answer_output import AnswerOutput, output_options
from cli.answer_sources import AnswerSources
from cli.command_line import Decorator
from cli.endings import WrongUse
from cli.output.chart_files import write_picture
from cli.queries import NO_NIGHT, explain_missing_tables
from cli.unknown_names import find_unknown_names

if TYPE_CHECKING:
    from cli.clients import Tally

Asked = Mapping[str, object]
"""A written question: see tally.domain.reports.written."""


def question_options(kind: str) -> Decorator:
    """An option for each field of a kind of report; the function takes what was written as `asked`."""
    return field_options(KINDS[kind].fields)


def field_options(fields: Sequence[Field]) -> Decorator:
    """An option for each of the fields; the function takes what was written as `asked`."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(**values: Any) -> Any:
            written = {field.name: _take(field, values.pop(_name_parameter(field))) for field in fields}
            context = click.get_current_context()
            asked = {
                field.name: written[field.name]
                for field in fields
                if context.get_parameter_source(_name_parameter(field)) is not ParameterSource.DEFAULT
            }
            return command(asked=_join_step(asked), **values)

        decorated: Callable[..., Any] = run
        for field in reversed(fields):
            decorated = _offer(field)(decorated)
        return decorated

    return decorate


def _take(field: Field, value: Any) -> Any:
    """WrongUse for what can be said once and was said again: the first must not be lost without a word."""
    if not _is_single(field) or not isinstance(value, tuple):
        return value
    if len(value) > 1:
        raise WrongUse(f"--{field.name} is given {len(value)} times, and takes one")
    return value[0] if value else None


def _is_single(field: Field) -> bool:
    return field.form in (Form.TEXT, Form.NUMBER)


def _join_step(asked: Asked) -> Asked:
    """Written without quotes, the number in --by coupon:step 1 of a funnel comes as one step more."""
    by, steps = asked.get("by"), asked.get("steps")
    if isinstance(by, str) and by.endswith(":step") and isinstance(steps, tuple) and steps[-1].isdecimal():
        return {**asked, "steps": steps[:-1], "by": f"{by} {steps[-1]}"}
    return asked


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--sql and the options of output of every report."""
    shown = click.option("--sql", "is_sql", is_flag=True, help="print the statement, and ask nothing")
    return shown(output_options(command))


def read_asked(tally: "Tally", kind: str, asked: Asked) -> Question:
    """The question, of now on the shop's clock. WrongUse where it is none."""
    try:
        clock, find_cohort = ShopClock(tally.read_timezone()), FindCohort(tally.open_settings())
        return read_question(kind, asked, clock, datetime.now(UTC), find_cohort)
    except BadQuestion as error:
        raise WrongUse(str(error)) from error


def print_answer(
    tally: "Tally",
    question: Question,
    fmt: str,
    tabulate: Callable[[ReportAnswer], str],
    *,
    is_sql: bool,
    name: str | None = None,
) -> None:
    """The rows that answer the question, as `tabulate` shows them to people, or where and as the options of
    output say; then what the answer rests on. `is_sql`: the statement, unasked. `name`: what it is saved as.

    WrongUse where the options do not go together, Misconfigured before the first night.
    """
    wanted = AnswerOutput.read(fmt)
    if is_sql:
        print(bind_question(question))
        return
    if wanted.plot is not None and not has_chart(question):
        raise WrongUse("--plot: this answer is a list, and a list has no chart")
    found, sources = answer_question(tally, question)
    report = chart_answer(tally, question, found, sources, Words(wanted.language))

    def lay_out(words: Words) -> ExportDocument:
        section = lay_out_report(report, words, name)
        return ExportDocument(section.title, words.language, [section], tell_sources(sources.write(), words))

    wanted.write_rows(
        found.rows,
        found.columns,
        find_types(question),
        table=lambda: tabulate(found),
        lay_out=lay_out,
        sources=sources.write(),
    )
    if wanted.plot is not None:
        write_picture(wanted.plot, draw_report(question, report.answer))
    sources.tell(is_beside=wanted.fmt != "table" or wanted.file is not None)


def answer_question(tally: "Tally", question: Question) -> tuple[ReportAnswer, AnswerSources]:
    """The answer, and what it rests on. NotPublished before the first night."""
    engine = _Engine(tally)
    with explain_missing_tables(NO_NIGHT):
        found = AnswerReport(engine, tally.read_database())(question)
    notes = (*found.notes, *find_unknown_names(tally, question, found.rows))
    return found, AnswerSources(
        found.verdict,
        notes,
        tally.read_freshness("orders"),
        tally.read_timezone(),
        engine.scanned_bytes,
        is_at_most=tally.is_of_this_machine,
        cohorts=list_cohort_versions(question),
    )


def chart_answer(
    tally: "Tally", question: Question, found: ReportAnswer, sources: AnswerSources, words: Words
) -> ReportToExport:
    """The answer as files and charts take it."""
    charted = ChartedAnswer(found.rows, found.verdict, sources.notes, find_today(tally), words)
    return ReportToExport(question, charted, bind_question(question))


def find_today(tally: "Tally") -> date:
    """On the shop's clock."""
    return datetime.now(ZoneInfo(tally.read_timezone())).date()


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
        multiple=field.form is Form.TEXTS or _is_single(field),
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
    """The port QueryEngine over what a command may ask; it adds up what was scanned."""

    def __init__(self, tally: "Tally") -> None:
        self._tally = tally
        self.scanned_bytes = 0

    def run(self, sql: str, database: str) -> None:
        self.rows(sql, database)

    def rows(self, sql: str, database: str) -> list[dict[str, Any]]:
        answer = self._tally.ask(sql, database)
        self.scanned_bytes += answer.scanned_bytes
        return answer.rows
