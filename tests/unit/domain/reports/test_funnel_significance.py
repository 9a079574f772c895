"""Whether segments differ by more than chance: published examples, exact numbers, and who is judged."""

from datetime import date
from fractions import Fraction
from math import comb, erfc, sqrt
from typing import Any

import pytest
from tally.domain.errors import BadQuestion
from tally.domain.reports.asked_events import AskedEvent
from tally.domain.reports.funnel import Funnel
from tally.domain.reports.funnel_entries import Attributed
from tally.domain.reports.funnel_significance import FunnelSignificance, compare_with_rest, find_different

DAY = date(2026, 5, 4)
FUNNEL = Funnel((AskedEvent("A"), AskedEvent("B")), DAY, DAY, breakdown=Attributed("coupon", 1))


@pytest.mark.parametrize(
    ("of_segment", "of_all", "smaller_tail"),
    [
        # Fisher, The Design of Experiments (1935): 3 of 4 cups told right. 17 of 70.
        ((3, 4), (4, 8), 17 / 70),
        # Fisher (1962): convicted twins, 2 of 17 and 10 of 13; R's fisher.test prints it.
        ((2, 17), (12, 30), 0.0004651809),
        # Agresti, Categorical Data Analysis (2002), p. 92: the same cups, all told right. 1 of 70.
        ((4, 4), (4, 8), 1 / 70),
    ],
)
def test_published_examples(
    of_segment: tuple[int, int], of_all: tuple[int, int], smaller_tail: float
) -> None:
    assert compare_with_rest(*of_segment, *of_all) == pytest.approx(2 * smaller_tail, rel=1e-6)


def count_exactly(reached: int, entries: int, all_reached: int, all_entries: int) -> float:
    """The same by whole numbers, from the definition."""
    ways = {
        number: comb(all_reached, number) * comb(all_entries - all_reached, entries - number)
        for number in range(min(entries, all_reached) + 1)
        if entries - number <= all_entries - all_reached
    }
    low = sum(many for number, many in ways.items() if number <= reached)
    high = sum(many for number, many in ways.items() if number >= reached)
    return float(min(Fraction(2 * min(low, high), comb(all_entries, entries)), Fraction(1)))


def test_it_is_the_sum_of_whole_numbers() -> None:
    for entries, all_reached, all_entries in (
        (30, 5, 31),
        (40, 60, 100),
        (300, 12, 2_000),
        (700, 900, 1_000),
    ):
        least = max(0, entries + all_reached - all_entries)
        for reached in range(least, min(entries, all_reached) + 1, 3):
            asked = (reached, entries, all_reached, all_entries)
            assert compare_with_rest(*asked) == pytest.approx(count_exactly(*asked), rel=1e-9), asked


def test_millions_are_told_as_well() -> None:
    """As the normal distribution with half a person of continuity tells it."""
    deviation = sqrt(2_000_000 * 0.5 * 0.5 * 0.8)
    found = compare_with_rest(1_002_300, 2_000_000, 5_000_000, 10_000_000)
    assert found == pytest.approx(erfc(2_299.5 / deviation / sqrt(2)), rel=1e-3)
    assert compare_with_rest(0, 2_000_000, 5_000_000, 10_000_000) == 0.0


def a_row(segment: str | None, step: int, reached: int) -> dict[str, Any]:
    return {"segment": segment, "step": step, "reached": reached, "amount": 0.0}


def judge(*segments: tuple[int, int]) -> list[tuple[float | None, bool | None]]:
    """(p_value, is_significant) of segments of so many entries, of which so many went on."""
    rows = [
        a_row(f"s{number}", step, reached)
        for number, segment in enumerate(segments)
        for step, reached in enumerate(segment, 1)
        if reached
    ]
    found = FunnelSignificance(FUNNEL).complete(rows)
    assert all(row["p_value"] is None and row["is_significant"] is None for row in found if row["step"] == 1)
    return [(row["p_value"], row["is_significant"]) for row in found if row["step"] == 2]


def test_of_two_segments_each_is_the_rest_of_the_other() -> None:
    (one, is_one), (other, is_other) = judge((100, 50), (100, 35))
    assert one == other == pytest.approx(count_exactly(50, 100, 85, 200))
    assert (is_one, is_other) == (True, True)
    assert 0.04 < one < 0.05


def test_of_more_segments_a_difference_must_be_larger() -> None:
    """The first two alone would differ: its own p-value is below 0.05, three times it is not."""
    (first, is_first), *_ = judge((100, 52), (100, 35), (100, 42))
    assert 0.05 / 3 < first < 0.05
    assert is_first is False


def test_holm_goes_on_to_the_next_smallest() -> None:
    judged = {("a", 2): 0.01, ("b", 2): 0.02, ("c", 2): 0.04, ("d", 2): 0.001, ("a", 3): 0.2}
    assert find_different(judged, are_two=False) == {("a", 2), ("b", 2), ("c", 2), ("d", 2)}
    assert find_different(judged | {("b", 2): 0.03}, are_two=False) == {("a", 2), ("d", 2)}


def test_too_few_entries_are_not_judged_and_count_as_the_rest() -> None:
    assert judge((29, 29), (30, 15))[0] == (None, None)
    assert judge((29, 29), (30, 15))[1][1] is True


def test_one_segment_alone_has_no_rest() -> None:
    assert judge((100, 50)) == [(None, None)]


def test_where_nobody_went_on_nothing_differs() -> None:
    assert judge((100, 0), (100, 0)) == [(1.0, False), (1.0, False)]


def test_it_takes_segments() -> None:
    with pytest.raises(BadQuestion, match="--by"):
        FunnelSignificance(Funnel(FUNNEL.steps, DAY, DAY))
    assert FunnelSignificance(FUNNEL).columns[-2:] == ("p_value", "is_significant")
