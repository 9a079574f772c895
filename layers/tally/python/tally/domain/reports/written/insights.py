"""An insight as it is written."""

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import parse_event
from tally.domain.reports.formula import parse_formula
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insight_twins import Comparison
from tally.domain.reports.insights import CountOnce, Insights
from tally.domain.reports.metric import MEASURES, Fold, Metric, parse_metric
from tally.domain.reports.question import Question
from tally.domain.reports.written.days import DAY_FIELDS, read_days
from tally.domain.reports.written.field import Field, Form
from tally.domain.reports.written.of_cohort import COHORT_FIELDS, narrow_to_cohort
from tally.domain.reports.written.written_question import WrittenQuestion

FORMULA = "formula"
"""As a measure it only says that --formula is meant."""

_PER_PERSON = (Fold.COUNT, Fold.SUM, Fold.AVERAGE, Fold.MIN, Fold.MAX)

INSIGHTS_FIELDS = (
    Field(
        "event",
        Form.TEXT,
        'the event that is measured, such as "Order Completed[platform=web]"',
        shown="EVENT",
        is_argument=True,
    ),
    *DAY_FIELDS,
    Field(
        "measure",
        Form.TEXT,
        f"{', '.join(MEASURES)}, NN being 1 to 99 (default: total)",
        shown="MEASURE",
    ),
    Field("property", Form.TEXT, "the property that is measured", shown="PROPERTY"),
    Field(
        "per-person",
        Form.TEXT,
        "make one number of each person's events first: --measure average --per-person sum",
        words=_PER_PERSON,
    ),
    Field("interval", Form.TEXT, "a row for each (default: one for all days)", words=tuple(Interval)),
    Field(
        "by",
        Form.TEXT,
        "a row for each value; an event with a list stands in each item's",
        shown="PROPERTY",
    ),
    Field(
        "count-once",
        Form.TEXT,
        "persons in one segment only, that of their first or last event",
        words=tuple(CountOnce),
    ),
    Field("compare", Form.TEXT, "the same of the days before, or of a year ago", words=tuple(Comparison)),
    Field("formula", Form.TEXT, "work it out of two metrics: + - * / ( ) and numbers", shown="A/B"),
    Field(
        "a",
        Form.TEXT,
        '"total:Order Completed", "sum(revenue):Order Completed"; "average(sum(revenue)):..." is per person',
        shown="METRIC",
    ),
    Field("b", Form.TEXT, "the formula's second metric", shown="METRIC"),
    *COHORT_FIELDS,
)


def read_insights(written: WrittenQuestion) -> Question:
    """The insight; BadQuestion says what to write instead."""
    first, last = read_days(written)
    formula, interval = written.text("formula"), written.text("interval")
    count_once, compare = written.text("count-once"), written.text("compare")
    asked = Insights(
        _read_metric(written) if formula is None else _read_parts(written),
        first,
        last,
        written.clock,
        parse_formula(formula) if formula is not None else None,
        Interval(interval) if interval else None,
        written.text("by"),
        CountOnce(count_once) if count_once else None,
        Comparison(compare) if compare else None,
    )
    return narrow_to_cohort(written, asked)


def _read_metric(written: WrittenQuestion) -> tuple[Metric, ...]:
    """The one metric of an event."""
    event, measure, per_person = (written.text(name) for name in ("event", "measure", "per-person"))
    if written.has("a") or written.has("b") or measure == FORMULA:
        raise BadQuestion("--a and --b are metrics of a formula: say which with --formula, such as A/B")
    if event is None:
        raise BadQuestion('Which event? Name it, such as tally insights "Order Completed"')
    fold = Fold(per_person) if per_person else None
    return (Metric(measure or "total", parse_event(event), written.text("property"), fold),)


def _read_parts(written: WrittenQuestion) -> tuple[Metric, ...]:
    """The metrics of a formula."""
    is_told_elsewhere = any(written.has(name) for name in ("event", "property", "per-person"))
    if is_told_elsewhere or written.text("measure") not in (None, FORMULA):
        raise BadQuestion("A formula's events, measures and properties stand in --a and --b")
    if not written.has("a"):
        raise BadQuestion('--formula needs its metrics, such as --a "total:Order Completed"')
    return tuple(parse_metric(text) for name in ("a", "b") if (text := written.text(name)) is not None)
