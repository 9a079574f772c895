"""A report on the command line: its days, its answer, and what stands below every one."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from tally.domain.errors import BadQuestion
from tally.domain.reports.question import Question
from tally.modelling.questions.statements import bind_question
from tally.use_cases.answer_report import AnswerReport, ReportAnswer

from cli.business_days import DaysWanted
from cli.command_line import format_option
from cli.endings import WrongUse
from cli.freshness import print_freshness
from cli.output.render import paragraph, render
from cli.queries import NO_NIGHT, explain_missing_tables

if TYPE_CHECKING:
    from cli.clients import Tally

LAST = (30, "d")
"""The days that a report is about where nothing else is said."""


def report_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--format and --sql of every report."""
    shown = click.option("--sql", "is_sql", is_flag=True, help="print the statement, and ask nothing")
    return shown(format_option(command))


def choose_days(tally: "Tally", days: DaysWanted) -> tuple[date, date]:
    """The first and the last day: those asked for, else LAST up to today on the shop's clock."""
    return days.choose([find_today(tally)], LAST)


def find_today(tally: "Tally", now: datetime | None = None) -> date:
    """Today on the shop's clock; the day of `now` where a question is asked as of then."""
    return (now or datetime.now(UTC)).astimezone(ZoneInfo(tally.read_timezone())).date()


def print_answer(
    tally: "Tally",
    ask: Callable[[], Question],
    fmt: str,
    tabulate: Callable[[ReportAnswer], str],
    *,
    is_sql: bool,
) -> None:
    """The rows that answer the question which `ask` makes, as `tabulate` shows them to people; then what
    must be known beside them, the verdict, and how fresh it is. `is_sql`: the statement, unasked.

    WrongUse where it is no question, Misconfigured before the first night.
    """
    try:
        question = ask()
    except BadQuestion as error:
        raise WrongUse(str(error)) from error
    if is_sql:
        print(bind_question(question))
        return
    with explain_missing_tables(NO_NIGHT):
        found = AnswerReport(_Engine(tally), tally.read_database())(question)
    if fmt != "table":
        print(render(found.rows, found.columns, fmt))
        return
    print(tabulate(found))
    for note in found.notes:
        print(paragraph(f"{note}.", "", ""))
    print(paragraph(f"{found.verdict.verdict.capitalize()}: {found.verdict.reason}.", "", ""))
    print_freshness(tally.read_freshness("orders"), tally.read_timezone())


class _Engine:
    """The port QueryEngine over what a command may ask."""

    def __init__(self, tally: "Tally") -> None:
        self._tally = tally

    def run(self, sql: str, database: str) -> None:
        self._tally.ask(sql, database)

    def rows(self, sql: str, database: str) -> list[dict[str, Any]]:
        return self._tally.ask(sql, database).rows
