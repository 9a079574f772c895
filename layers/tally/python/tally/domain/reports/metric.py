"""One number of an insight: what is measured of which event.

Measures are Mixpanel's (its page of insights), but for these rules of ours: percentiles are exact and
interpolated, as SQL's percentile_cont; a text that looks like a number is none, and how many were left out is
told; sums of no numbers are 0, averages and percentiles of nothing are null.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent, parse_event
from tally.domain.reports.insight_spans import DAY, InsightSpan

_COUNTED = ("total", "persons", "sessions", "dau", "wau", "mau", "frequency")
_OF_NUMBERS = ("sum", "average", "median", "min", "max")
_DISTINCT = "distinct"
MEASURES = (*_COUNTED, *_OF_NUMBERS, "pNN", _DISTINCT)
"""As people write them; NN of a percentile is 1 to 99."""

_TRAILING_DAYS = {"dau": 1, "wau": 7, "mau": 30}
_PERCENTILE = re.compile(r"p([1-9]\d?)")
_WRITTEN = re.compile(
    r"(?P<measure>\w+)(?:\((?:(?P<per_person>count|sum|average|min|max)\((?P<inner>.*?)\)|(?P<property>.*?))\))?"
    r":(?P<event>.+)",
    re.DOTALL,
)


class MetricUnit(StrEnum):
    """Of what a metric takes one number each."""

    ALL = "all"
    EVENT = "event"
    PERSON = "person"
    SESSION = "session"
    VALUE = "value"


class Fold(StrEnum):
    """How several numbers become one."""

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"
    MIN = "min"
    MAX = "max"
    PERCENTILE = "percentile"


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a measure is made: the events of each unit by `within`, then the units by `across`.

    `share` is that of a percentile, such as 0.5.
    """

    unit: MetricUnit
    within: Fold
    across: Fold
    share: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Metric:
    """`measure` of `event`: of its number `property_name`, or of what `per_person` makes of each person's."""

    measure: str
    event: AskedEvent
    property_name: str | None = None
    per_person: Fold | None = None

    def __post_init__(self) -> None:
        """BadQuestion for a measure that there is not, and for options that do not go with it."""
        if self.measure not in (*_COUNTED, *_OF_NUMBERS, _DISTINCT) and not _PERCENTILE.fullmatch(
            self.measure
        ):
            raise BadQuestion(
                f"{self.measure!r} is no measure: it is one of {', '.join(MEASURES)}, where NN is 1 to 99"
            )
        if self.per_person and self.measure in (*_COUNTED, _DISTINCT):
            raise BadQuestion(
                f"A value per person goes with sum, average, median, min, max or pNN, not with {self.measure}"
            )
        if self._needs_property and not (self.property_name or "").strip():
            raise BadQuestion(f"{self.measure} needs a property: which one is measured?")
        if self.property_name and not self._needs_property:
            named = "a count per person" if self.per_person else self.measure
            raise BadQuestion(f"{named} takes no property: it counts, whatever the events hold")

    @property
    def recipe(self) -> Recipe:
        """How it is made."""
        match self.measure:
            case "total":
                return Recipe(MetricUnit.ALL, Fold.COUNT, Fold.SUM)
            case "persons" | "dau" | "wau" | "mau":
                return Recipe(MetricUnit.PERSON, Fold.COUNT, Fold.COUNT)
            case "sessions":
                return Recipe(MetricUnit.SESSION, Fold.COUNT, Fold.COUNT)
            case "frequency":
                return Recipe(MetricUnit.PERSON, Fold.COUNT, Fold.AVERAGE)
            case "distinct":
                return Recipe(MetricUnit.VALUE, Fold.COUNT, Fold.COUNT)
        return self._measure_numbers()

    @property
    def trailing_days(self) -> int:
        """Days that are looked at, up to a span's last: 0 for the span itself."""
        return _TRAILING_DAYS.get(self.measure, 0)

    def days_of(self, span: InsightSpan) -> tuple[date, date]:
        """The first and the last day that count for a span."""
        first = span.last - DAY * (self.trailing_days - 1) if self.trailing_days else span.first
        return first, span.last

    @property
    def counts_persons(self) -> bool:
        """Whether a person is one of what it counts."""
        return self.recipe.across is Fold.COUNT and self.recipe.unit is MetricUnit.PERSON

    @property
    def is_of_numbers(self) -> bool:
        """Whether values that are no number are left out of it."""
        return self._needs_property and self.measure != _DISTINCT

    @property
    def of_nothing(self) -> int | None:
        """Its value where there is no event, or none with a value."""
        return 0 if self.recipe.across in (Fold.COUNT, Fold.SUM) and self._adds_up else None

    def tidy(self, value: float) -> float:
        """A count as a whole number."""
        recipe = self.recipe
        is_count = recipe.across is Fold.COUNT or (recipe.within is Fold.COUNT and recipe.across is Fold.SUM)
        return int(value) if is_count else value

    @property
    def _adds_up(self) -> bool:
        return self.recipe.within in (Fold.COUNT, Fold.SUM) or self.recipe.unit is not MetricUnit.ALL

    @property
    def _needs_property(self) -> bool:
        return self.measure not in _COUNTED and self.per_person is not Fold.COUNT

    def _measure_numbers(self) -> Recipe:
        found = _PERCENTILE.fullmatch("p50" if self.measure == "median" else self.measure)
        across = Fold.PERCENTILE if found else Fold(self.measure)
        share = Decimal(found[1]) / 100 if found else Decimal(0)
        if self.per_person:
            return Recipe(MetricUnit.PERSON, self.per_person, across, share)
        if found:
            return Recipe(MetricUnit.EVENT, Fold.SUM, across, share)
        # Of one unit that is all: its number is the answer.
        return Recipe(MetricUnit.ALL, across, Fold.SUM)


def parse_metric(text: str) -> Metric:
    """The metric of a formula: total:Order Completed, sum(revenue):Order Completed, or, per person,
    average(sum(revenue)):Order Completed. BadQuestion says how to write it."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise BadQuestion(
            f'{text!r} is no metric: write "total:Order Completed", "sum(revenue):Order Completed", or, per '
            'person, "average(sum(revenue)):Order Completed"'
        )
    per_person = Fold(found["per_person"]) if found["per_person"] else None
    name = found["inner"] if per_person else found["property"]
    return Metric(found["measure"], parse_event(found["event"]), name or None, per_person)
