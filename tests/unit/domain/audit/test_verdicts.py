"""The audit's rule, against values computed by hand or by exact fractions."""

import re
from collections import Counter
from datetime import datetime
from fractions import Fraction
from math import comb
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tally.domain.audit.verdicts import (
    FALSE_ALARM,
    NATURAL_LOSS,
    WITNESS_NATURAL_LOSS,
    CellCounts,
    Verdict,
    binomial_tail,
    first_open_hour,
    judge,
    most_by_chance,
    wilson_interval,
)

ORDERS = "Order Completed"


def exact_tail(hits: int, trials: int, chance: Fraction) -> float:
    return float(
        sum(
            (comb(trials, i) * chance**i * (1 - chance) ** (trials - i) for i in range(hits, trials + 1)),
            Fraction(0),
        )
    )


@pytest.mark.parametrize(
    ("hits", "trials", "chance", "expected"),
    [
        (1, 1, 0.002, 0.002),
        (1, 10, 0.1, 1 - 0.9**10),
        (2, 2, 0.002, 4e-6),
        (2, 3, 0.5, 0.5),
        (3, 3, 0.5, 0.125),
        (0, 5, 0.3, 1.0),
        (6, 5, 0.3, 0.0),
        (7, 71, 0.002, 1.52190e-10),
    ],
)
def test_binomial_tail_of_hand_computed_values(
    hits: int, trials: int, chance: float, expected: float
) -> None:
    assert binomial_tail(hits, trials, chance) == pytest.approx(expected, rel=1e-4)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 80),
    st.integers(1, 80),
    st.sampled_from([Fraction(1, 500), Fraction(3, 100), Fraction(1, 2)]),
)
def test_binomial_tail_equals_exact_fractions(hits: int, trials: int, chance: Fraction) -> None:
    expected = exact_tail(hits, trials, chance)
    assert binomial_tail(hits, trials, float(chance)) == pytest.approx(expected, rel=1e-9, abs=1e-300)


def test_binomial_tail_of_a_large_cell() -> None:
    """Ten million ids: the normal approximation says 2.28 % above two standard deviations."""
    trials, sd = 10_000_000, (10_000_000 * 0.002 * 0.998) ** 0.5
    assert binomial_tail(round(20_000 + 2 * sd), trials, 0.002) == pytest.approx(0.0228, abs=5e-4)
    assert binomial_tail(19_000, trials, 0.002) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("trials", "most"), [(0, 0), (1, 1), (2, 1), (22, 1), (23, 1), (24, 2), (80, 2), (1000, 8)]
)
def test_most_by_chance(trials: int, most: int) -> None:
    assert most_by_chance(trials, NATURAL_LOSS) == most
    assert exact_tail(most, trials, Fraction(1, 500)) >= FALSE_ALARM
    assert exact_tail(most + 1, trials, Fraction(1, 500)) < FALSE_ALARM


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(64, 71, 0.81019, 0.95142), (10, 10, 0.72247, 1.0), (0, 10, 0.0, 0.27753), (81, 263, 0.25529, 0.36621)],
)
def test_wilson_interval(hits: int, trials: int, low: float, high: float) -> None:
    """81 of 263 is the example of Newcombe (1998): 0.2553 to 0.3662."""
    assert wilson_interval(hits, trials) == pytest.approx((low, high), abs=1e-5)
    for bound in (low, high):  # the definition: where the score statistic is 1.96
        score = abs(hits / trials - bound) - 1.959964 * (bound * (1 - bound) / trials) ** 0.5
        assert score == pytest.approx(0, abs=2e-5)


def test_ids_missing_beyond_chance_are_a_dispute() -> None:
    judged = judge(CellCounts(ORDERS, 64, 71, missing_in_lake=7), hour_has_witness=True)
    assert judged.verdict is Verdict.DISPUTED
    assert judged.reason == "7 of 71 orders the witness saw are not in the lake, chance explains 2 at most"
    assert (judged.coverage_low, judged.coverage_high) == pytest.approx((0.81019, 0.95142), abs=1e-5)


def test_ids_in_quarantine_are_told() -> None:
    judged = judge(CellCounts(ORDERS, 64, 71, missing_in_lake=7, quarantined=5), hour_has_witness=True)
    assert judged.reason == (
        "7 of 71 orders the witness saw are not in the lake (5 of them in quarantine), "
        "chance explains 2 at most"
    )


def test_a_loss_that_chance_explains_is_audited_and_told() -> None:
    judged = judge(CellCounts("Page Viewed", 999, 1000, missing_in_lake=1), hour_has_witness=True)
    assert judged.verdict is Verdict.AUDITED
    assert judged.reason == (
        "1 of 1000 page views the witness saw is not in the lake, no more than chance explains"
    )


def test_full_agreement() -> None:
    judged = judge(CellCounts(ORDERS, 71, 71), hour_has_witness=True)
    assert (judged.verdict, judged.reason) == (
        Verdict.AUDITED,
        "all 71 orders the witness saw are in the lake",
    )


def test_one_event_agrees() -> None:
    assert judge(CellCounts(ORDERS, 1, 1), hour_has_witness=True).reason == (
        "the one order the witness saw is in the lake"
    )


def test_one_differing_amount_is_a_dispute() -> None:
    judged = judge(CellCounts(ORDERS, 71, 71, amount_differs=1), hour_has_witness=True)
    assert (judged.verdict, judged.reason) == (
        Verdict.DISPUTED,
        "1 order with another amount than the witness saw",
    )


def test_events_counted_twice_in_the_lake_are_a_dispute() -> None:
    judged = judge(CellCounts(ORDERS, 71, 71, duplicates_in_lake=3), hour_has_witness=True)
    assert (judged.verdict, judged.reason) == (
        Verdict.DISPUTED,
        "3 orders counted more than once in the lake",
    )


def test_a_silent_witness_audits_nothing() -> None:
    counts = CellCounts("Wished", 5, 0, missing_in_witness=5)
    elsewhere, nowhere = judge(counts, hour_has_witness=True), judge(counts, hour_has_witness=False)
    assert (elsewhere.verdict, nowhere.verdict) == (Verdict.UNAUDITED, Verdict.UNAUDITED)
    assert elsewhere.reason == "the witness saw none of the 5 Wished events in the lake"
    assert nowhere.reason == "no witness in this hour"
    assert elsewhere.coverage_low is None


def test_duplicates_in_the_lake_are_disputed_even_without_a_witness() -> None:
    counts = CellCounts(ORDERS, 5, 0, missing_in_witness=5, duplicates_in_lake=5)
    assert judge(counts, hour_has_witness=False).verdict is Verdict.DISPUTED


def test_a_witness_that_misses_more_than_usual_is_noted() -> None:
    judged = judge(CellCounts(ORDERS, 100, 80, missing_in_witness=20), hour_has_witness=True)
    assert judged.verdict is Verdict.AUDITED
    assert judged.reason == (
        "all 80 orders the witness saw are in the lake; "
        "the witness lacks 20 of the 100 orders in the lake, more than its usual 3%"
    )


def test_a_witness_that_misses_most_audits_nothing() -> None:
    judged = judge(CellCounts(ORDERS, 100, 40, missing_in_witness=60), hour_has_witness=True)
    assert judged.verdict is Verdict.UNAUDITED
    assert "lacks 60 of the 100 orders" in judged.reason


def test_a_small_cell_is_not_unaudited_for_bad_luck() -> None:
    judged = judge(CellCounts(ORDERS, 3, 1, missing_in_witness=2), hour_has_witness=True)
    assert judged.verdict is Verdict.AUDITED


def test_duplicates_and_moves_at_the_witness_are_noted() -> None:
    judged = judge(CellCounts(ORDERS, 9, 9, duplicates_in_witness=2, moved=1), hour_has_witness=True)
    assert judged.verdict is Verdict.AUDITED
    assert judged.reason.endswith(
        "the witness saw 2 of them more than once; 1 in another hour or platform at the witness"
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 3000), st.data())
def test_a_larger_loss_never_mends_a_verdict(witness: int, data: st.DataObject) -> None:
    missing = data.draw(st.integers(0, witness - 1))
    verdicts = [
        judge(
            CellCounts(ORDERS, witness - lost, witness, missing_in_lake=lost), hour_has_witness=True
        ).verdict
        for lost in (missing, missing + 1)
    ]
    assert verdicts != [Verdict.DISPUTED, Verdict.AUDITED]


@pytest.mark.parametrize(
    ("now", "first_open"),
    [("03:00", "00:00"), ("03:01", "01:00"), ("03:59", "01:00"), ("04:00", "01:00"), ("04:00:01", "02:00")],
)
def test_an_hour_closes_two_hours_after_its_end(now: str, first_open: str) -> None:
    def moment(text: str) -> datetime:
        return datetime.fromisoformat(f"2026-03-03T{text}+00:00")

    assert first_open_hour(moment(now)) == moment(first_open)


def test_the_table_in_the_docs_is_what_the_rule_does() -> None:
    text = (Path(__file__).parents[4] / "docs" / "reference" / "audit.md").read_text()
    rows = re.findall(r"^\| (\d+) \| (\d+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", text, re.MULTILINE)
    assert len(rows) == 6
    for seen, disputed_from, *found in rows:
        least = most_by_chance(int(seen), NATURAL_LOSS) + 1
        powers = [binomial_tail(least, int(seen), NATURAL_LOSS + loss) for loss in (0.02, 0.05, 0.1)]
        assert (least, [f"{power:.2f}" for power in powers]) == (int(disputed_from), found)


def test_false_alarms_stay_below_one_in_a_thousand() -> None:
    """Thirty clean days of cells of all sizes, each side losing its natural share, seeded."""
    random = Random(30)
    verdicts = Counter()
    for _ in range(30 * 24 * 12):
        sent = round(random.lognormvariate(3.5, 1.5)) + 1
        lost = sum(random.random() < NATURAL_LOSS for _ in range(sent))
        unseen = sum(random.random() < WITNESS_NATURAL_LOSS for _ in range(sent))
        cell = CellCounts(ORDERS, sent - lost, max(sent - unseen, lost), lost, missing_in_witness=unseen)
        verdicts[judge(cell, hour_has_witness=True).verdict] += 1
    assert verdicts[Verdict.DISPUTED] <= 30 * 24 * 12 * FALSE_ALARM
    assert verdicts[Verdict.UNAUDITED] <= 30 * 24 * 12 * FALSE_ALARM * 3
