"""KPI rows, asked of what the night published."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tally.domain.reports.kpis import KPIS
from tally.modelling.literals import Value

from cli.queries import ask_published

if TYPE_CHECKING:
    from cli.clients import Tally

ALL = "all"


@dataclass(frozen=True, slots=True)
class KpiQuestion:
    """Which rows: some days, one platform and country ('all' is the total), or one row for each; of all KPIs
    or one."""

    first: date = date.min
    last: date = date.max
    platform: str = ALL
    country: str = ALL
    by: str | None = None
    kpi: str | None = None


@dataclass(frozen=True, slots=True)
class KnownPlaces:
    """What there are KPIs of: days, oldest first, platforms and countries."""

    days: tuple[date, ...]
    platforms: tuple[str, ...]
    countries: tuple[str, ...]


def ask_known_places(tally: "Tally") -> KnownPlaces:
    """Of the published tables; Misconfigured when no night has run yet."""
    rows = ask_published(tally, "known_places", {})
    days, platforms, countries = (
        sorted(row["name"] for row in rows if row["kind"] == kind) for kind in ("day", "platform", "country")
    )
    return KnownPlaces(tuple(map(date.fromisoformat, days)), tuple(platforms), tuple(countries))


def ask_kpis(tally: "Tally", question: KpiQuestion) -> list[dict[str, Any]]:
    """Rows of the tables of KPIs; Misconfigured when no night has run yet."""
    values: dict[str, Value] = {
        "first": question.first,
        "last": question.last,
        "platform": _choose_place(question.platform, is_each=question.by == "platform"),
        "country": _choose_place(question.country, is_each=question.by == "country"),
    }
    place = {kpi: number for number, kpi in enumerate(KPIS)}
    rows = ask_published(tally, "kpis_by_place", values)
    return sorted(
        (row for row in rows if question.kpi in (None, row["kpi"])),
        key=lambda row: (
            row["business_date"],
            row["platform"],
            row["country"],
            place.get(row["kpi"], len(place)),
        ),
    )


def _choose_place(name: str, *, is_each: bool) -> str | None:
    """None is each value and the total."""
    return None if is_each and name == ALL else name
