"""KPI rows, asked of what the night published."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tally.domain.reports.kpi_comparison import WEEK, compare_with_week_before
from tally.domain.reports.kpi_range import KpiRange, pool_verdicts
from tally.domain.reports.kpis import KPIS
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.literals import Value
from tally.modelling.questions.kpi_ranges import bind_kpi_range

from cli.queries import NO_NIGHT, ask_published, explain_missing_tables

if TYPE_CHECKING:
    from cli.clients import Tally

ALL = "all"

PLACES = ("platform", "country", "region", "profile")
"""What the KPIs are told by."""


@dataclass(frozen=True, slots=True)
class KpiQuestion:
    """Which rows: some days, one platform, country, region or customer profile ('all' is the total), or one
    row for each; of all KPIs or one."""

    first: date = date.min
    last: date = date.max
    platform: str = ALL
    country: str = ALL
    profile: str = ALL
    by: str | None = None
    kpi: str | None = None
    region: str = ALL


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """What there are KPIs of: days, oldest first, platforms, countries, regions and customer profiles."""

    days: tuple[date, ...]
    platforms: tuple[str, ...]
    countries: tuple[str, ...]
    profiles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


def ask_known_places(tally: "Tally") -> KnownPlaces:
    """Of the published tables; Misconfigured when no night has run yet."""
    rows = ask_published(tally, "known_places", {})
    days, platforms, countries, regions, profiles = (
        tuple(sorted(row["name"] for row in rows if row["kind"] == kind)) for kind in ("day", *PLACES)
    )
    return KnownPlaces(tuple(map(date.fromisoformat, days)), platforms, countries, profiles, regions)


def ask_kpis(tally: "Tally", question: KpiQuestion) -> list[dict[str, Any]]:
    """Rows of the tables of KPIs; Misconfigured when no night has run yet."""
    values: dict[str, Value] = {
        "first": question.first,
        "last": question.last,
        **_places(question),
    }
    place = {kpi: number for number, kpi in enumerate(KPIS)}
    rows = ask_published(tally, "kpis_by_place", values)
    return sorted(
        (row for row in rows if question.kpi in (None, row["kpi"])),
        key=lambda row: (
            row["business_date"],
            *(row[name] for name in PLACES),
            place.get(row["kpi"], len(place)),
        ),
    )


RANGE_COLUMNS = (
    "first_date",
    "last_date",
    "platform",
    "country",
    "region",
    "profile",
    "kpi",
    "value",
    "unit",
    "currency",
    "verdict",
    "reason",
    "numerator",
    "denominator",
    "left_out",
    "is_complete",
    "note",
)


def ask_range(tally: "Tally", question: KpiQuestion, asked: KpiRange) -> list[dict[str, Any]]:
    """The days of `asked` as one figure a KPI and place, in RANGE_COLUMNS; Misconfigured before any night."""
    shop = ShopClock(tally.read_timezone())
    days: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in ask_kpis(tally, replace(question, first=asked.first, last=asked.last)):
        days.setdefault(_place_of(row), []).append(row)
    with explain_missing_tables(NO_NIGHT):
        found = tally.ask(bind_kpi_range(asked, _places(question))).rows
    rows = []
    for row in found:
        if question.kpi in (None, row["kpi"]):
            of_days = days.get(_place_of(row), [])
            verdict, reason = pool_verdicts(of_days)
            told = {
                **row,
                "first_date": asked.first,
                "last_date": asked.last,
                "verdict": verdict,
                "reason": reason,
                "is_complete": asked.is_complete(row["kpi"], shop, of_days),
            }
            rows.append({name: told[name] for name in RANGE_COLUMNS})
    return rows


def ask_comparison(tally: "Tally", question: KpiQuestion) -> list[dict[str, Any]]:
    """Rows of the tables of KPIs, each beside its twin of a week before (kpi_comparison.COLUMNS)."""
    early = replace(question, first=max(question.first, date.min + WEEK) - WEEK)
    return compare_with_week_before(ask_kpis(tally, early), question.first)


def _places(question: KpiQuestion) -> dict[str, str | None]:
    return {place: _choose_place(getattr(question, place), is_each=question.by == place) for place in PLACES}


def _place_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (*(row[name] for name in PLACES), row["kpi"])


def _choose_place(name: str, *, is_each: bool) -> str | None:
    """None is each value and the total."""
    return None if is_each and name == ALL else name
