"""Segments of an answer: their order, and how many of them stand alone."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

Segment = str | None
"""A value of a breakdown; None where there is none."""

OTHER = "(other)"
"""Stands for all segments but the largest ones, a value that is written so itself among them."""


def order_segments(segments: Iterable[Segment]) -> list[Segment]:
    """Each once, by name; then what has no value, then OTHER."""
    return sorted(set(segments), key=lambda segment: (segment == OTHER, segment is None, segment or ""))


def list_rest(sizes: Mapping[Segment, float], most: int) -> frozenset[Segment]:
    """All segments but the `most` largest; of equal ones those stand alone that come first by name.

    None where there are no more than `most`.
    """
    if len(sizes) <= most:
        return frozenset()
    named = [segment for segment in order_segments(sizes) if segment != OTHER]
    largest = sorted(named, key=lambda segment: -sizes[segment])[:most]
    return frozenset(sizes) - frozenset(largest)


def has_rest(rows: Collection[Mapping[str, Any]], most: int) -> bool:
    """Whether completed rows have a segment that stands for those beyond the `most` largest."""
    return len({row["segment"] for row in rows if "segment" in row}) > most
