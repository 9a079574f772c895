"""Whether a segment of a funnel converts otherwise than the rest by more than chance.

1. The test is Mixpanel's (docs.mixpanel.com, Reports, Funnels): of all entries so many reached the step; were
   the segment's drawn from them by chance, how probable is a count as far out as its own? By the
   hypergeometric distribution, which makes it Fisher's exact test of the segment against all other entries.
2. Ours: both directions count, so a p-value is twice the smaller tail. Mixpanel's is the smaller tail alone,
   and calls one in ten segments different where nothing is.
3. A segment with fewer than LEAST_ENTRIES entries, or without others beside it, has no p-value (Mixpanel's).
4. Ours: among twenty equal segments one is below 0.05 by chance. So the segments of a step are judged
   together, by Holm's correction (Scandinavian Journal of Statistics 6, 1979): that any of them is called
   different though none is, stays less probable than LEVEL. Of two segments each is the other's rest: that is
   one comparison.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import exp, lgamma
from typing import Any

from tally.domain.errors import BadQuestion
from tally.domain.reports.of_funnel import FunnelQuestion

LEAST_ENTRIES = 30
LEVEL = 0.05
_NEGLIGIBLE = 1e-17
"""Of a sum: less than a float can tell."""


@dataclass(frozen=True, slots=True)
class FunnelSignificance(FunnelQuestion):
    """A funnel with a breakdown, each segment and step judged against the rest."""

    def __post_init__(self) -> None:
        """BadQuestion where there is nothing to compare."""
        if self.funnel.breakdown is None:
            raise BadQuestion("Significance compares segments: break the funnel down with --by")

    @property
    def told_properties(self) -> tuple[str, ...]:
        """See Question.told_properties."""
        return self.funnel.told_properties

    @property
    def columns(self) -> tuple[str, ...]:
        """See Question. The last two are null at the first step, and for too few entries."""
        return (*self.funnel.columns, "p_value", "is_significant")

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """See Question, of the rows of sql/reports/funnel.sql."""
        steps = self.funnel.complete(rows)
        found = find_p_values(steps)
        are_two = len({row["segment"] for row in steps}) == 2
        different = find_different(found, are_two=are_two)
        for row in steps:
            cell = row["segment"], row["step"]
            row["p_value"] = found.get(cell)
            row["is_significant"] = cell in different if cell in found else None
        return steps

    def tell(self, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """See NotedQuestion."""
        return self.funnel.tell(rows)


Cell = tuple[str | None, int]
"""A segment, and the number of a step."""


def find_p_values(rows: Sequence[Mapping[str, Any]]) -> dict[Cell, float]:
    """Of the rows of a funnel, those that are judged."""
    entries = {row["segment"]: row["reached"] for row in rows if row["step"] == 1}
    everybody = sum(entries.values())
    found: dict[Cell, float] = {}
    for step, group in groupby(sorted(rows, key=_step_of), key=_step_of):
        reached = {row["segment"]: row["reached"] for row in group}
        for segment, number in reached.items():
            if step > 1 and LEAST_ENTRIES <= entries[segment] < everybody:
                found[segment, step] = compare_with_rest(
                    number, entries[segment], sum(reached.values()), everybody
                )
    return found


def find_different(p_values: Mapping[Cell, float], *, are_two: bool) -> frozenset[Cell]:
    """By Holm's correction over the segments of a step; `are_two`: there are two in all."""
    found: list[Cell] = []
    for _, group in groupby(sorted(p_values, key=lambda cell: cell[1]), key=lambda cell: cell[1]):
        cells = sorted(group, key=lambda cell: p_values[cell])
        comparisons = 1 if are_two else len(cells)
        for place, cell in enumerate(cells):
            if p_values[cell] * max(comparisons - place, 1) >= LEVEL:
                break
            found.append(cell)
    return frozenset(found)


def compare_with_rest(reached: int, entries: int, all_reached: int, all_entries: int) -> float:
    """Twice the smaller tail of the hypergeometric distribution, at most 1."""
    # From the count outwards the terms fall: a sum of them ends early.
    is_high = reached * all_entries >= entries * all_reached
    if is_high:
        outwards = _sum_tail(reached, entries, all_reached, all_entries)
    else:
        # So many less of those who did not reach it.
        outwards = _sum_tail(entries - reached, entries, all_entries - all_reached, all_entries)
    inwards = 1 - outwards + _probability(reached, entries, all_reached, all_entries)
    return min(2 * min(outwards, inwards), 1.0)


def _sum_tail(reached: int, entries: int, all_reached: int, all_entries: int) -> float:
    """The probability of so many or more, where they are at least as many as expected."""
    term = total = _probability(reached, entries, all_reached, all_entries)
    for number in range(reached, min(entries, all_reached)):
        more = (all_reached - number) * (entries - number)
        term *= more / ((number + 1) * (all_entries - all_reached - entries + number + 1))
        total += term
        if term < total * _NEGLIGIBLE:
            break
    return total


def _probability(reached: int, entries: int, all_reached: int, all_entries: int) -> float:
    return exp(
        _log_ways(all_reached, reached)
        + _log_ways(all_entries - all_reached, entries - reached)
        - _log_ways(all_entries, entries)
    )


def _log_ways(many: int, few: int) -> float:
    """The logarithm of the number of ways to choose few of many."""
    return lgamma(many + 1) - lgamma(few + 1) - lgamma(many - few + 1)


def _step_of(row: Mapping[str, Any]) -> int:
    step: int = row["step"]
    return step
