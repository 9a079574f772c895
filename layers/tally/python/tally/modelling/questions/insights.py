"""An insight as a statement."""

from collections.abc import Callable, Sequence

from tally.domain.reports.asked_events import ANY_EVENT, AskedEvent, Condition, Operator
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insights import CountOnce, Insights
from tally.domain.reports.metric import Fold, Metric, MetricUnit
from tally.modelling.expressions import NO_NUMBER, fits, fits_any, items_of, number_of
from tally.modelling.literals import Expression, Rows, Scalar, Value
from tally.modelling.questions.parts import ReportPart, put_together, relation

_UNITS = {
    MetricUnit.ALL: "array['']",
    MetricUnit.EVENT: "array[cast(event_key as varchar)]",
    MetricUnit.PERSON: "array[cast(person_key as varchar)]",
    MetricUnit.SESSION: "array[cast(session_id as varchar)]",
}
_PLACES = {
    None: "cast(0 as bigint)",
    CountOnce.FIRST: "row_number() over (partition by metric, person_key order by occurred_at, event_key)",
    CountOnce.LAST: (
        "row_number() over (partition by metric, person_key order by occurred_at desc, event_key desc)"
    ),
}


def bind_insights(insights: Insights, events: str = "person_events") -> str:
    """The statement whose rows Insights.complete takes; `events` has the columns of person_events."""
    parts = [
        ReportPart("insights_days", _day_values(insights, events)),
        ReportPart("insights_units", {"days": relation("insights_days"), "spans": _write_spans(insights)}),
    ]
    if insights.count_once:
        parts.append(ReportPart("insights_once", {"units": relation("insights_units")}))
    numbers: dict[str, Value] = {
        "units": relation(parts[-1].query),
        "recipes": _write_recipes(insights.metrics),
    }
    parts.append(ReportPart("insights_numbers", numbers))
    is_weighed = any(each.recipe.across is Fold.PERCENTILE for each in insights.metrics)
    if is_weighed:
        parts.append(ReportPart("insights_weighed", {"numbers": relation("insights_numbers")}))
    part = Expression("part") if is_weighed else NO_NUMBER
    return put_together(*parts, ReportPart("insights", {"numbers": relation(parts[-1].query), "part": part}))


def _day_values(insights: Insights, events: str) -> dict[str, Value]:
    (read_first, read_last), (compared_first, compared_last) = insights.rests_on
    return {
        "events": relation(events),
        "metrics": _name_metrics(insights.metrics),
        "units": _by_metric(insights.metrics, _units_of),
        "number": _by_metric(insights.metrics, _number_of),
        "is_left_out": _by_metric(insights.metrics, _is_left_out),
        "segments": (
            items_of(insights.breakdown)
            if insights.breakdown is not None
            else Expression("array[cast(null as varchar)]")
        ),
        "minute_at": Expression(
            "date_trunc('minute', occurred_at)"
            if insights.interval is Interval.HOUR
            else "cast(null as timestamp)"
        ),
        "place": Expression(_PLACES[insights.count_once]),
        "is_asked": fits_any(insights.events),
        "read_first": read_first,
        "read_last": read_last,
        "compared_first": compared_first,
        "compared_last": compared_last,
    }


def _write_spans(insights: Insights) -> Rows:
    spans = [*insights.spans, *(twin for twin in insights.twins if twin)]
    is_hourly = insights.interval is Interval.HOUR
    rows: dict[tuple[int, int], list[Scalar]] = {}
    for place, metric in enumerate(insights.metrics):
        for span in spans:
            midnight = insights.clock.day(span.first).starts_at if is_hourly else None
            number = span.day_number
            first, last = metric.days_of(span)
            days = (last - first).days + 1
            rows.setdefault((place, number), [place, number, first, days, midnight])
    return Rows(("integer", "bigint", "date", "bigint", "timestamp"), list(rows.values()))


def _write_recipes(metrics: Sequence[Metric]) -> Rows:
    recipes = [each.recipe for each in metrics]
    rows = [(place, each.within, each.across, each.share) for place, each in enumerate(recipes)]
    return Rows(("integer", "varchar", "varchar", "decimal(4,2)"), rows)


def _name_metrics(metrics: Sequence[Metric]) -> Expression:
    each = (f"if({fits(metric.event).sql}, {place})" for place, metric in enumerate(metrics))
    return Expression(f"array[{', '.join(each)}]")


def _by_metric(metrics: Sequence[Metric], write: Callable[[Metric], Expression]) -> Expression:
    cases = (f"when {place} then {write(metric).sql}" for place, metric in enumerate(metrics))
    return Expression(f"case metric {' '.join(cases)} end")


def _units_of(metric: Metric) -> Expression:
    unit = metric.recipe.unit
    return items_of(metric.property_name or "") if unit is MetricUnit.VALUE else Expression(_UNITS[unit])


def _number_of(metric: Metric) -> Expression:
    return number_of(metric.property_name) if metric.property_name and metric.is_of_numbers else NO_NUMBER


def _is_left_out(metric: Metric) -> Expression:
    if not metric.property_name or not metric.is_of_numbers:
        return Expression("false")
    is_set = fits(AskedEvent(ANY_EVENT, (Condition(metric.property_name, Operator.IS_SET),)))
    return Expression(f"{is_set.sql} and {number_of(metric.property_name).sql} is null")
