"""Names that are most likely slips of other names."""

from collections.abc import Mapping

TIMES_AS_OFTEN = 10
"""Our decision: a name is a slip of one that comes at least so much more often."""


def is_slip_of(name: str, other: str) -> bool:
    """Whether one letter more, less or other, or two that changed places, make one name of the other.

    Digits are no slips: "Step 1 Viewed" and "Step 2 Viewed" are two names.
    """
    begin = _count_common(name, other)
    end = _count_common(name[begin:][::-1], other[begin:][::-1])
    left, right = name[begin : len(name) - end], other[begin : len(other) - end]
    is_one_letter = {len(left), len(right)} <= {0, 1} and left != right
    has_swapped = len(left) == 2 and left == right[::-1]
    return (is_one_letter or has_swapped) and not any(map(str.isdigit, left + right))


def find_meant(name: str, counts: Mapping[str, int]) -> str | None:
    """The name that was most likely meant, if this one of `counts` (name -> events) looks like a slip."""
    meant = [
        other
        for other, count in counts.items()
        if count >= TIMES_AS_OFTEN * counts[name] and is_slip_of(name, other)
    ]
    return max(meant, key=lambda other: counts[other], default=None)


def _count_common(left: str, right: str) -> int:
    """Characters with which both begin."""
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return place
    return min(len(left), len(right))
