"""An insight as a statement."""

from collections.abc import Callable, Sequence

from tally.domain.reports.asked_events import ANY_EVENT, AskedEvent, Condition, Operator
from tally.domain.reports.insight_spans import Interval
from tally.domain.reports.insights import CountOnce, Insights
from tally.domain.reports.metric import Fold, Metric, MetricUnit
from tally.modelling.expressions import NO_NUMBER, fits, fits_any, items_of, number_of
from tally.modelling.literals import Expression, Rows, Scalar, Value, literal
from tally.modelling.questions.parts import ReportPart, put_together, relation

_UNITS = {
    MetricUnit.ALL: "array['']",
    MetricUnit.EVENT: "array[cast(event_key as varchar)]",
    MetricUnit.PERSON: "array[cast(person_key as varchar)]",
    MetricUnit.SESSION: "array[cast(session_id as varchar)]",
}
_WITHIN = {
    Fold.COUNT: "cast(events as double)",
    Fold.SUM: "amount",
    Fold.AVERAGE: "amount / nullif(cast(numbers as double), 0e0)",
    Fold.MIN: "least",
    Fold.MAX: "most",
}
_ACROSS = {
    Fold.COUNT: "cast(sum(if(number is not null, persons, 0)) as double)",
    Fold.SUM: "sum(number)",
    Fold.AVERAGE: "avg(number)",
    Fold.MIN: "min(number)",
    Fold.MAX: "max(number)",
    Fold.PERCENTILE: "sum(number * part)",
}
"""Units of other folds stand for themselves alone: only persons of trailing days come together in a row."""
_PLACES = {
    None: "cast(0 as bigint)",
    CountOnce.FIRST: "row_number() over (partition by metric, person_key order by occurred_at, event_key)",
    CountOnce.LAST: (
        "row_number() over (partition by metric, person_key order by occurred_at desc, event_key desc)"
    ),
}


def bind_insights(insights: Insights, events: str = "person_events") -> str:
    """The statement whose rows Insights.complete takes; `events` has the columns of person_events."""
    metrics = insights.metrics
    parts = [
        ReportPart("insights_days", _day_values(insights, events)),
        *_put_trailing_days(insights),
    ]
    days = relation(parts[-1].query)
    spans = _choose_spans(insights)
    parts.append(ReportPart(spans, {"days": days, "spans": _write_spans(insights)}))
    if insights.count_once and not insights.has_trailing_days:
        parts.append(ReportPart("insights_once", {"units": relation(spans)}))
    numbers: dict[str, Value] = {
        "units": relation(parts[-1].query),
        "number": _by_metric(metrics, _fold_within),
        "share": _by_metric(metrics, lambda metric: Expression(f"cast({metric.recipe.share} as double)")),
    }
    parts.append(ReportPart("insights_numbers", numbers))
    if any(each.recipe.across is Fold.PERCENTILE for each in metrics):
        parts.append(ReportPart("insights_weighed", {"numbers": relation("insights_numbers")}))
    value = _by_metric(metrics, lambda metric: Expression(_ACROSS[metric.recipe.across]))
    return put_together(
        *parts, ReportPart("insights", {"numbers": relation(parts[-1].query), "value": value})
    )


def _choose_spans(insights: Insights) -> str:
    """The part that makes spans of days: where a span is one date, nothing is left to add up."""
    is_of_single_days = insights.interval is Interval.DAY and not insights.has_trailing_days
    return "insights_day_units" if is_of_single_days or _is_of_one_span(insights) else "insights_units"


def _is_of_one_span(insights: Insights) -> bool:
    """Whether all days come to one number, so that they need not be told apart."""
    is_of_less = any(metric.trailing_days for metric in insights.metrics)
    return not (insights.interval or insights.comparison or is_of_less)


def _put_trailing_days(insights: Insights) -> list[ReportPart]:
    """A day lies in many spans of trailing days: its persons are counted before it is set into each."""
    if not insights.has_trailing_days:
        return []
    is_trailing = _by_metric(
        insights.metrics, lambda metric: Expression(str(metric.trailing_days > 1).lower())
    )
    if insights.count_once:
        is_trailing = Expression("true")
        is_last = insights.count_once is CountOnce.LAST
        near = ReportPart("insights_near_days_once", {"days": relation("insights_days"), "is_last": is_last})
    else:
        near = ReportPart(
            "insights_near_days", {"days": relation("insights_days"), "is_trailing": is_trailing}
        )
    alike = ReportPart("insights_alike_days", {"days": relation(near.query), "is_trailing": is_trailing})
    return [near, alike]


def _day_values(insights: Insights, events: str) -> dict[str, Value]:
    (read_first, read_last), (compared_first, compared_last) = insights.rests_on
    return {
        "events": relation(events),
        "day": Expression(literal(insights.first) if _is_of_one_span(insights) else "business_date"),
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


def _name_metrics(metrics: Sequence[Metric]) -> Expression:
    each = (f"if({fits(metric.event).sql}, {place})" for place, metric in enumerate(metrics))
    return Expression(f"array[{', '.join(each)}]")


def _by_metric(metrics: Sequence[Metric], write: Callable[[Metric], Expression]) -> Expression:
    if len(metrics) == 1:
        # An engine then need not count what is nowhere asked for.
        return write(metrics[0])
    cases = (f"when {place} then {write(metric).sql}" for place, metric in enumerate(metrics))
    return Expression(f"case metric {' '.join(cases)} end")


def _units_of(metric: Metric) -> Expression:
    unit = metric.recipe.unit
    return items_of(metric.property_name or "") if unit is MetricUnit.VALUE else Expression(_UNITS[unit])


def _fold_within(metric: Metric) -> Expression:
    """Units that are counted need no number of their own."""
    recipe = metric.recipe
    return Expression("1e0" if recipe.across is Fold.COUNT else _WITHIN[recipe.within])


def _number_of(metric: Metric) -> Expression:
    return number_of(metric.property_name) if metric.property_name and metric.is_of_numbers else NO_NUMBER


def _is_left_out(metric: Metric) -> Expression:
    if not metric.property_name or not metric.is_of_numbers:
        return Expression("false")
    is_set = fits(AskedEvent(ANY_EVENT, (Condition(metric.property_name, Operator.IS_SET),)))
    return Expression(f"{is_set.sql} and {number_of(metric.property_name).sql} is null")
