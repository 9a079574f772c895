"""One rule for values of properties, wherever a filter, a breakdown or a sum reads them."""

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

Segment = str | None


def text_of(value: Any) -> str | None:
    """Values are compared as text: 1, 1.0 and "1" are one, as true and "true"; missing and null are None.

    An empty text is a value. Objects are their JSON, with sorted keys.
    """
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(int(value)) if value == int(value) else str(value)
    return json.dumps(value, sort_keys=True)


def segments_of(value: Any) -> list[Segment]:
    """The segments in which a value stands: each item of a list once; an empty list is as missing."""
    if isinstance(value, list):
        return list(dict.fromkeys(text_of(item) for item in value)) or [None]
    return [text_of(value)]


def number_of(value: Any) -> Fraction | None:
    """The number that a value is; text that looks like one, true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(str(value))


def is_allowed(value: Any, allowed: Iterable[Any]) -> bool:
    """A filter lists the values allowed, as text; of a list any item is enough; null allows the missing."""
    return not {text_of(each) for each in allowed}.isdisjoint(segments_of(value))


def fits(properties: Mapping[str, Any], where: Mapping[str, Iterable[Any]]) -> bool:
    """All the filters of a step must hold."""
    return all(is_allowed(properties.get(name), allowed) for name, allowed in where.items())


def in_order(segments: Iterable[Segment]) -> list[Segment]:
    """Segments are listed by name, null last."""
    return sorted(set(segments), key=lambda each: (each is None, each or ""))


def added(values: Iterable[Any]) -> float:
    """The sum of what is a number: 0 where nothing is."""
    return float(sum(filter(None, map(number_of, values)), Fraction(0)))


def percentile(values: Iterable[Any], share: float) -> float | None:
    """Exact and interpolated, as SQL's percentile_cont; null of nothing."""
    ordered = sorted(number for number in map(number_of, values) if number is not None)
    if not ordered:
        return None
    place = Fraction(str(share)) * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (place - below) * (ordered[above] - ordered[below]))


def median(values: Iterable[Any]) -> float | None:
    """The middle one, or the mean of the middle two; null of nothing."""
    return percentile(values, 0.5)


def ratio(part: float | None, whole: float | None) -> float | None:
    """Divided by 0 or by nothing is null."""
    return None if part is None or not whole else part / whole
