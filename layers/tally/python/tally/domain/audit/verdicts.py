"""What may be said of a count that two collectors made: audited, disputed or unaudited, and why.

A cell is one event name, one hour and one platform. Both sides count distinct event ids. A fixed percentage
is no test (a band of +-5 % around equality gives 24 % false alarms at 30 events an hour and misses a 5 %
loss at 10,000): what counts is whether natural loss of a stated size could have left this many ids behind.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

NATURAL_LOSS = 0.002
"""Share of ids that our own path may miss without a fault: 0.2 %, the rate of the pilot behind the design."""

WITNESS_NATURAL_LOSS = 0.03
"""Share that the witness may miss: 3 % in the same pilot (beacons are blocked, pages are closed)."""

FALSE_ALARM = 1e-3
"""Probability at which natural loss no longer serves as an explanation, for each cell."""

LATE_WINDOW = timedelta(hours=2)
"""An hour is closed, and may be judged, this long after its end: its events have come in by then."""

WITNESS_TOO_BLIND = 0.5
"""A witness that saw less than this share of the lake's ids vouches for nothing."""

MOST_UNWITNESSED = 0.02
"""A number stays audited while at most this share of its events lies in hours that no witness vouches for
(our decision). One new event name, or one sender without sightings, must not take the verdict off a whole
day; and what is let through stays below the 3 % that a witness may miss anyway."""

_Z95 = NormalDist().inv_cdf(0.975)
_NEGLIGIBLE = 1e-17

NOUNS = {
    "Order Completed": ("order", "orders"),
    "Order Cancelled": ("cancellation", "cancellations"),
    "Checkout Started": ("checkout", "checkouts"),
    "Product Added": ("product added", "products added"),
    "Product Viewed": ("product view", "product views"),
    "Product List Viewed": ("list view", "list views"),
    "Page Viewed": ("page view", "page views"),
}


class Verdict(StrEnum):
    """What the audit says of a number."""

    AUDITED = "audited"
    DISPUTED = "disputed"
    UNAUDITED = "unaudited"


WORST_FIRST = (Verdict.DISPUTED, Verdict.UNAUDITED, Verdict.AUDITED)
"""Of several numbers the worst speaks for all."""


@dataclass(frozen=True, slots=True)
class CellCounts:
    """One cell's distinct ids. An id that both sides hold in different cells is matched, and moved."""

    event_name: str
    lake_events: int
    witness_events: int
    missing_in_lake: int = 0
    quarantined: int = 0
    missing_in_witness: int = 0
    duplicates_in_lake: int = 0
    duplicates_in_witness: int = 0
    moved: int = 0
    amount_differs: int = 0

    @property
    def matched(self) -> int:
        """Ids of the witness that the lake has too."""
        return self.witness_events - self.missing_in_lake


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, a sentence for people, and the 95 % interval of the share that the lake holds of what
    the witness saw (None when it saw nothing)."""

    verdict: Verdict
    reason: str
    coverage_low: float | None = None
    coverage_high: float | None = None


def first_open_hour(now: datetime) -> datetime:
    """Start of the first hour that is still open: the ones before it ended more than LATE_WINDOW ago."""
    latest = now - LATE_WINDOW - timedelta(hours=1)
    hour = latest.replace(minute=0, second=0, microsecond=0)
    return hour if hour == latest else hour + timedelta(hours=1)


def binomial_tail(hits: int, trials: int, chance: float) -> float:
    """Probability of at least `hits` among `trials` independent ones of this `chance` (0 < chance < 1)."""
    if hits <= 0:
        return 1.0
    if hits > trials:
        return 0.0
    if hits <= trials * chance:
        return max(0.0, 1.0 - _sum_down(hits - 1, trials, chance))
    return min(1.0, _sum_up(hits, trials, chance))


def most_by_chance(trials: int, chance: float, false_alarm: float = FALSE_ALARM) -> int:
    """Largest number of hits whose tail probability is still at least `false_alarm`."""
    low, high = 0, trials
    while low < high:
        middle = (low + high + 1) // 2
        if binomial_tail(middle, trials, chance) >= false_alarm:
            low = middle
        else:
            high = middle - 1
    return low


def wilson_interval(hits: int, trials: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson's score), for trials > 0."""
    share = hits / trials
    spread = _Z95 * sqrt(share * (1 - share) / trials + _Z95**2 / (4 * trials**2))
    middle = share + _Z95**2 / (2 * trials)
    scale = 1 + _Z95**2 / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def judge(cell: CellCounts, *, hour_has_witness: bool) -> Judgement:
    """The verdict on one closed cell. `hour_has_witness`: the witness saw anything at all in that hour."""
    faults = list(_find_faults(cell))
    notes = list(_list_notes(cell))
    if cell.witness_events == 0:
        verdict = Verdict.DISPUTED if faults else Verdict.UNAUDITED
        return Judgement(verdict, _join_sentence([*faults, _say_silence(cell, hour_has_witness), *notes]))
    coverage = wilson_interval(cell.matched, cell.witness_events)
    if faults:
        return Judgement(Verdict.DISPUTED, _join_sentence([*faults, *notes]), *coverage)
    if _witness_is_too_blind(cell):
        return Judgement(Verdict.UNAUDITED, _join_sentence(notes), *coverage)
    return Judgement(Verdict.AUDITED, _join_sentence([_say_agreement(cell), *notes]), *coverage)


def _find_faults(cell: CellCounts) -> Iterable[str]:
    allowed = most_by_chance(cell.witness_events, NATURAL_LOSS)
    if cell.missing_in_lake > allowed:
        yield f"{_say_missing(cell)}, {_say_chance(allowed)}"
    if cell.amount_differs:
        yield f"{_say_count(cell.amount_differs, cell)} with another amount than the witness saw"
    if cell.duplicates_in_lake > most_by_chance(cell.lake_events, NATURAL_LOSS):
        yield f"{_say_count(cell.duplicates_in_lake, cell)} counted more than once in the lake"


def _list_notes(cell: CellCounts) -> Iterable[str]:
    if cell.witness_events and _misses_too_many(cell):
        held = _say_count(cell.lake_events, cell)
        usual = f"more than its usual {WITNESS_NATURAL_LOSS:.0%}"
        yield f"the witness lacks {cell.missing_in_witness} of the {held} in the lake, {usual}"
    if cell.duplicates_in_witness:
        yield f"the witness saw {cell.duplicates_in_witness} of them more than once"
    if cell.moved:
        yield f"{cell.moved} in another hour or platform at the witness"


def _say_missing(cell: CellCounts) -> str:
    verb = "is" if cell.missing_in_lake == 1 else "are"
    seen = _say_count(cell.witness_events, cell)
    kept = f" ({cell.quarantined} of them in quarantine)" if cell.quarantined else ""
    return f"{cell.missing_in_lake} of {seen} the witness saw {verb} not in the lake{kept}"


def _say_chance(allowed: int) -> str:
    return f"chance explains {allowed} at most" if allowed else "chance explains none"


def _say_agreement(cell: CellCounts) -> str:
    if cell.missing_in_lake:
        return f"{_say_missing(cell)}, no more than chance explains"
    if cell.witness_events == 1:
        return f"the one {_choose_noun(1, cell)} the witness saw is in the lake"
    return f"all {_say_count(cell.witness_events, cell)} the witness saw are in the lake"


def _say_silence(cell: CellCounts, hour_has_witness: bool) -> str:
    if not hour_has_witness:
        return "no witness in this hour"
    return f"the witness saw none of the {_say_count(cell.lake_events, cell)} in the lake"


def _misses_too_many(cell: CellCounts) -> bool:
    return cell.missing_in_witness > most_by_chance(cell.lake_events, WITNESS_NATURAL_LOSS)


def _witness_is_too_blind(cell: CellCounts) -> bool:
    seen = cell.lake_events - cell.missing_in_witness
    return seen < WITNESS_TOO_BLIND * cell.lake_events and _misses_too_many(cell)


def _say_count(number: int, cell: CellCounts) -> str:
    return f"{number} {_choose_noun(number, cell)}"


def _choose_noun(number: int, cell: CellCounts) -> str:
    default = (f"{cell.event_name} event", f"{cell.event_name} events")
    return NOUNS.get(cell.event_name, default)[number != 1]


def _join_sentence(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def _compute_log_probability(hits: int, trials: int, chance: float) -> float:
    ways = lgamma(trials + 1) - lgamma(hits + 1) - lgamma(trials - hits + 1)
    return ways + hits * log(chance) + (trials - hits) * log1p(-chance)


def _sum_up(hits: int, trials: int, chance: float) -> float:
    """Sum of the terms from `hits` (above the mean, so they fall) upwards."""
    term = exp(_compute_log_probability(hits, trials, chance))
    total, odds = term, chance / (1 - chance)
    while hits < trials and term > total * _NEGLIGIBLE:
        term *= (trials - hits) / (hits + 1) * odds
        total += term
        hits += 1
    return total


def _sum_down(hits: int, trials: int, chance: float) -> float:
    """Sum of the terms from `hits` (below the mean, so they fall) downwards."""
    term = exp(_compute_log_probability(hits, trials, chance))
    total, odds = term, (1 - chance) / chance
    while hits > 0 and term > total * _NEGLIGIBLE:
        term *= hits / (trials - hits + 1) * odds
        total += term
        hits -= 1
    return total
