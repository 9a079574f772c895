"""What the daily report says, in figures: those of the page's published files `home` and `kpis`.

Nothing is counted here, so a mail and the page of the same build cannot differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.reasons import Part, tell_parts
from tally.domain.words.words import ENGLISH

MOST_PARTS = 3
"""Of the places that a change came from: the largest ones; the page has all."""

File = Mapping[str, Any]
Days = tuple[date | None, date | None]
"""The day, and the one before that it stands against."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One KPI of the day. `low` and `high` bound it, had nothing been lost; None where nothing tells.

    `value` is in the KPI's unit (count, money, share 0 to 1, minutes, ratio); `before` is that of the day it
    stands against. None: there is none, and `note` says why.
    """

    kpi: str
    unit: str
    value: float | None
    verdict: str
    reason: str | None = None
    note: str | None = None
    low: float | None = None
    high: float | None = None
    before: float | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the day's data: a code of domain/page/faults.py and its numbers."""

    code: str
    numbers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RevenuePart:
    """The net revenue of a place, then and now, in the shop's currency."""

    name: str
    before: float
    now: float

    @property
    def change(self) -> float:
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class DailyReport:
    """Of one business day. `is_late`: it is not the day before the mail, or tonight's build is not there.

    `day` None: no day is over yet. It stands against `before`: the same weekday of last week, in a shop's
    first week the day before, or nothing. `parts` by platform, country and sale, the largest change first.
    """

    day: date | None
    before: date | None
    published_at: datetime
    currency: str
    is_late: bool
    figures: Sequence[Figure]
    faults: Sequence[Fault]
    parts: Mapping[str, Sequence[RevenuePart]]


def read_report(
    home: File, history: File, kpis: Sequence[str], now: datetime, clock: ShopClock
) -> DailyReport:
    """The report of the files' day: of these KPIs in their order, or of the page's strip of them."""
    day = date.fromisoformat(home["day"]) if home["day"] else None
    before = date.fromisoformat(home["changes"]["before"]) if home["changes"] else None
    return DailyReport(
        day=day,
        before=before,
        published_at=datetime.fromisoformat(home["published_at"]),
        currency=home["currency"],
        is_late=day is None or day < clock.business_date(now) - timedelta(days=1),
        figures=_choose_figures(home, history, kpis, (day, before)),
        faults=[Fault(each["code"], each["numbers"]) for each in home["faults"]],
        parts=_read_parts(home["changes"]),
    )


def _choose_figures(home: File, history: File, kpis: Sequence[str], days: Days) -> list[Figure]:
    strip = {each["kpi"]: _read_shown(each) for each in home["kpis"]}
    if not kpis:
        return [*strip.values()]
    others = _read_history(history, *days)
    return [strip.get(kpi) or others[kpi] for kpi in kpis if kpi in strip or kpi in others]


def _read_shown(shown: Mapping[str, Any]) -> Figure:
    compared = shown["compared"] or {}
    kept = ("kpi", "unit", "value", "verdict", "low", "high")
    return Figure(
        **{name: shown[name] for name in kept},
        reason=_tell(shown["reason"]),
        note=_tell(shown["note"]),
        before=compared.get("value"),
    )


def _read_history(history: File, day: date | None, before: date | None) -> dict[str, Figure]:
    """By name the KPIs of a day; the file has them by columns, and texts once each."""
    columns, texts = history["columns"], history["texts"]
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    then = {row["kpi"]: row["value"] for row in rows if row["day"] == str(before)}
    return {
        row["kpi"]: Figure(
            kpi=row["kpi"],
            unit=history["kpis"][row["kpi"]]["unit"],
            value=row["value"],
            verdict=row["verdict"],
            reason=_tell(_look_up(texts, row["reason"])),
            note=_tell(_look_up(texts, row["note"])),
            before=then.get(row["kpi"]),
        )
        for row in rows
        if row["day"] == str(day)
    }


def _look_up(texts: Sequence[Sequence[Part]], place: int | None) -> Sequence[Part] | None:
    return None if place is None else texts[place]


def _tell(parts: Sequence[Part] | None) -> str | None:
    """In English, as programs read it."""
    return None if parts is None else tell_parts(ENGLISH, parts)


def _read_parts(changes: File | None) -> dict[str, list[RevenuePart]]:
    if changes is None:
        return {}
    found = {
        by: [RevenuePart(each.get("label") or each["name"], *each["net_revenue"]) for each in changes[by]]
        for by in ("platform", "country", "sale")
    }
    return {by: _keep_largest(parts) for by, parts in found.items()}


def _keep_largest(parts: Iterable[RevenuePart]) -> list[RevenuePart]:
    changed = [part for part in parts if part.change]
    return sorted(changed, key=lambda part: (-abs(part.change), part.name))[:MOST_PARTS]
