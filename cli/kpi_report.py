"""KPI rows, asked of what the night published."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tally.domain.reports.answer import ReportAnswer, complete_answer
from tally.domain.reports.kpi_places import PLACES
from tally.domain.reports.question import Question
from tally.modelling.questions.statements import bind_question

from cli.queries import NO_NIGHT, ask_published, explain_missing_tables

if TYPE_CHECKING:
    from cli.clients import Tally


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


def ask_kpis(tally: "Tally", question: Question) -> ReportAnswer:
    """What answers it; Misconfigured when no night has run yet."""
    with explain_missing_tables(NO_NIGHT):
        return complete_answer(question, tally.ask(bind_question(question)).rows)
