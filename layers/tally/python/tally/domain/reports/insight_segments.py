"""Segments of an insight beyond those that stand alone, as one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tally.domain.reports.metric import Fold, Metric, MetricUnit
from tally.domain.reports.segments import OTHER, Segment, list_rest

MOST_SEGMENTS = 3_000
"""Mixpanel's."""

Cell = tuple[int, int, Segment]
"""Place of a metric, number of a span, segment."""

UNTOLD = "is_untold"
"""Of a cell: that the segments' numbers do not make one."""

_FOLDS: Mapping[Fold, Callable[[Iterable[float]], float]] = {
    Fold.COUNT: sum,
    Fold.SUM: sum,
    Fold.MIN: min,
    Fold.MAX: max,
}


def join_rest(
    found: Mapping[Cell, Mapping[str, Any]], metrics: tuple[Metric, ...], *, is_once: bool
) -> dict[Cell, Mapping[str, Any]]:
    """The cells, those of the smallest segments by the first metric as OTHER's, where there are too many.

    `is_once`: persons are counted in one segment only.
    """
    sizes: defaultdict[Segment, float] = defaultdict(float)
    for (place, _, segment), row in found.items():
        sizes[segment] += abs(row["value"] or 0) if place == 0 else 0
    rest = list_rest(sizes, MOST_SEGMENTS)
    joined = {cell: row for cell, row in found.items() if cell[2] not in rest}
    parts: defaultdict[Cell, list[Mapping[str, Any]]] = defaultdict(list)
    for (place, span, segment), row in found.items():
        if segment in rest:
            parts[place, span, OTHER].append(row)
    for cell, rows in parts.items():
        joined[cell] = _join(rows, _find_fold(metrics[cell[0]], is_once=is_once))
    return joined


def _join(
    rows: Iterable[Mapping[str, Any]], fold: Callable[[Iterable[float]], float] | None
) -> dict[str, Any]:
    values = [row["value"] for row in rows if row["value"] is not None]
    return {
        "value": fold(values) if fold and values else None,
        "left_out": sum(row.get("left_out", 0) for row in rows),
        UNTOLD: fold is None,
    }


def _find_fold(metric: Metric, *, is_once: bool) -> Callable[[Iterable[float]], float] | None:
    """How segments' values become one: counts and sums of events add up (an event with a list counts for each
    item, as everywhere), so do persons that are counted once; means, percentiles and other persons do not."""
    recipe = metric.recipe
    if recipe.unit is MetricUnit.ALL:
        return _FOLDS.get(recipe.within)
    return sum if is_once and metric.counts_persons else None
