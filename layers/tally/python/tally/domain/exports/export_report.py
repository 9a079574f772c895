"""A report's answer as a section of an export."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from tally.domain.charts.frame import ChartedAnswer
from tally.domain.charts.report_chart import draw_report, find_report, has_chart
from tally.domain.exports.document import ChartForm, ExportChart, ExportColumn, ExportSection, ExportTable
from tally.domain.exports.export_columns import describe_columns
from tally.domain.exports.export_kpis import lay_out_kpis, name_span
from tally.domain.exports.read_cells import read_rows
from tally.domain.reports.answer_types import find_types, list_own_columns
from tally.domain.reports.cohort import CohortMembers, CohortSizes
from tally.domain.reports.dropped_persons import DroppedPersons
from tally.domain.reports.flows import Flows
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Attributed
from tally.domain.reports.insights import Insights
from tally.domain.reports.kpi_places import PLACES
from tally.domain.reports.kpi_question import KpiQuestion
from tally.domain.reports.of_cohorts import OfCohort
from tally.domain.reports.question import Question
from tally.domain.reports.retention import Retention
from tally.domain.reports.returned_persons import ReturnedPersons
from tally.domain.reports.sessions import Sessions
from tally.domain.sentences.report_sentence import tell_report
from tally.domain.words.reasons import tell_reason
from tally.domain.words.words import Words

_FORMS: Mapping[type, ChartForm] = MappingProxyType(
    {
        Funnel: ChartForm("bar", ("step", "name"), "reached", "segment"),
        Insights: ChartForm("line", ("start",), "value", "segment"),
        Retention: ChartForm("line", ("period",), "share", "cohort"),
        Flows: ChartForm("bar", ("step", "event"), "count"),
        CohortSizes: ChartForm("line", ("as_of",), "persons"),
    }
)
_NAMES: Mapping[type, str] = MappingProxyType(
    {
        Sessions: "report.sessions",
        CohortMembers: "report.cohort",
        DroppedPersons: "report.dropped",
        ReturnedPersons: "report.returned",
    }
)
"""What lists are called, which no chart names."""


@dataclass(frozen=True, slots=True)
class ReportToExport:
    """A question and what answers it; `sql` is its statement."""

    question: Question
    answer: ChartedAnswer
    sql: str


def lay_out_report(report: ReportToExport, words: Words, title: str | None = None) -> ExportSection:
    """Its words, rows, verdict and chart. `title` is the name it was saved under, else what was asked."""
    question, answer = report.question, replace(report.answer, words=words)
    if isinstance(question, KpiQuestion):
        return _lay_out_kpis(question, report, answer, title)
    columns = describe_columns(question.columns, find_types(question), words, own=list_own_columns(question))
    columns = tuple(_place_segments(each, question) for each in columns)
    spec = draw_report(question, answer) if has_chart(question) and answer.rows else None
    chart = ExportChart(spec, _choose_form(question)) if spec else None
    named = spec["title"]["text"] if spec else words.say(_find_name(question))
    facts = spec["usermeta"]["facts"] if spec else ()
    return ExportSection(
        title or named,
        (named, *facts) if title and spec else facts,
        (*_tell_notes(answer), *((words.say("reason.of_cohort"),) if isinstance(question, OfCohort) else ())),
        ExportTable(columns, read_rows(answer.rows, columns)),
        replace(answer.verdict, reason=tell_reason(words, answer.verdict.reason)),
        chart,
        report.sql,
        tell_report(question, answer),
    )


def _lay_out_kpis(
    question: KpiQuestion, report: ReportToExport, answer: ChartedAnswer, title: str | None
) -> ExportSection:
    """As KPIs are written wherever they stand: each number in its unit, with its verdict."""
    words, named = answer.words, name_span(answer.words, question.kpi, question.first, question.last)
    is_by_day = question.kpi is None and "business_date" in question.columns
    section = lay_out_kpis(
        answer.rows,
        find_types(question),
        words,
        title=title or named,
        spec=draw_report(question, answer) if has_chart(question) and answer.rows else None,
        grouped_by="business_date" if is_by_day else None,
    )
    return replace(
        section,
        facts=(named, *section.facts) if title else section.facts,
        notes=_tell_notes(answer),
        verdict=replace(answer.verdict, reason=tell_reason(words, answer.verdict.reason)),
        sql=report.sql,
        sentence=tell_report(question, answer),
    )


def _place_segments(column: ExportColumn, question: Question) -> ExportColumn:
    """Segments of a breakdown by country are countries."""
    match question:
        case Insights(breakdown=str(by)) | Funnel(breakdown=Attributed(property=by)):
            is_place = column.name == "segment" and by in PLACES
            return replace(column, place=by) if is_place else column
    return column


def _tell_notes(answer: ChartedAnswer) -> list[str]:
    return [tell_reason(answer.words, note) for note in answer.notes]


def _choose_form(question: Question) -> ChartForm | None:
    """Without the series that its answer has no column for. Without spans insights are bars of segments."""
    form = _FORMS[type(find_report(question))]
    if form.places[0] not in question.columns:
        return ChartForm("bar", ("segment",), form.values) if "segment" in question.columns else None
    return form if form.series in question.columns else ChartForm(form.mark, form.places, form.values)


def _find_name(question: Question) -> str:
    return _NAMES.get(type(find_report(question)), "export.answer")
