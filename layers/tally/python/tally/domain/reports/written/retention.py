"""Retention as it is written."""

from tally.domain.reports.asked_events import parse_event
from tally.domain.reports.calendar_units import CalendarUnit
from tally.domain.reports.question import Question
from tally.domain.reports.retention import Criteria, PeriodMode, Retention
from tally.domain.reports.returned_persons import ReturnedPersons
from tally.domain.reports.written.days import DAY_FIELDS, parse_moment, read_days
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.of_cohort import COHORT_FIELDS, narrow_to_cohort
from tally.domain.reports.written.written_question import WrittenQuestion

RETENTION_FIELDS = (
    Field("birth", Form.TEXT, "what puts a person into a cohort", shown="EVENT", is_required=True),
    Field("return", Form.TEXT, "what counts as coming back", shown="EVENT", is_required=True),
    *DAY_FIELDS,
    Field("unit", Form.TEXT, "of cohorts and periods (default: day)", words=tuple(CalendarUnit)),
    Field(
        "mode",
        Form.TEXT,
        "periods by elapsed time since the birth event, or by the calendar (default: rolling)",
        words=tuple(PeriodMode),
    ),
    Field(
        "criteria",
        Form.TEXT,
        "which periods a return counts for; active-days: how many days of its week (default: on-or-after)",
        words=tuple(Criteria),
    ),
    Field("periods", Form.NUMBER, "periods 0 to N (default: 7)", shown="N"),
    Field("value", Form.TEXT, "add up a number of the returns", shown="PROPERTY"),
    Field("match", Form.TEXT, "a return must have the birth event's value of it", shown="PROPERTY"),
    Field("birth-once", Form.YES, "only a person's first birth event ever counts"),
    Field("average", Form.EITHER, "the average of the cohorts (default: of three or more)"),
    Field("persons", Form.NUMBER, "list who came back in period N, of all cohorts", shown="N"),
    Field("as-of", Form.TEXT, "what happened later does not exist (default: now)", shown="MOMENT"),
    *COHORT_FIELDS,
)


def read_retention(written: WrittenQuestion) -> Question:
    """The retention; BadQuestion says what to write instead."""
    first, last = read_days(written)
    moment, periods, average = written.text("as-of"), written.number("periods"), written.number("average")
    as_of = parse_moment(moment) if moment is not None else written.now
    asked = Retention(
        birth=parse_event(written.text("birth") or ""),
        comeback=parse_event(written.text("return") or ""),
        first=first,
        last=last,
        as_of=as_of,
        clock=written.clock,
        unit=CalendarUnit(written.text("unit") or CalendarUnit.DAY),
        mode=PeriodMode(written.text("mode") or PeriodMode.ROLLING),
        criteria=Criteria(written.text("criteria") or Criteria.ON_OR_AFTER),
        periods=7 if periods is None else periods,
        value=written.text("value"),
        match=written.text("match"),
        is_once=bool(written.number("birth-once")),
        average=None if average is None else bool(average),
    )
    period = written.number("persons")
    question = asked if period is None else ReturnedPersons(asked, period)
    return narrow_to_cohort(written, question, written.clock.business_date(as_of))
