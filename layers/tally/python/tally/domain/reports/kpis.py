"""The KPIs: their names and order, what they are made of, and the events they rest on: kpis.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from types import MappingProxyType

from tally.domain.errors import PermanentFailure

ANY_VISIT = "any visit"
"""In the place of an event's name: all events that sql/marts/visit_kinds.sql calls visits."""

ONE = "one"
"""The denominator of a plain count or sum."""


KPI_TABLES = ("kpis", "kpis_by_platform", "kpis_by_country", "kpis_by_platform_and_country")
"""The published tables. Each holds one kind of place and no totals of it: a sum counts nothing twice."""


class Unit(StrEnum):
    """What a KPI's value is: a whole number, money in the shop's currency, 0 to 1, or any quotient."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class EventsUnder:
    """Events whose verdict is a measure's too: of one name, of its own platform or of every one, and of its
    own day or so many days after."""

    event: str
    platforms: str = "own"
    days_after: int = 0


@dataclass(frozen=True, slots=True)
class Kpi:
    """One KPI: value = numerator / denominator, both measures (columns that kpi_daily.sql counts).

    `facts` of the orders under it may be in doubt: sql/intermediate/order_doubts.sql.
    """

    name: str
    unit: Unit
    formula: str
    numerator: str
    denominator: str
    rests_on: tuple[EventsUnder, ...]
    facts: tuple[str, ...] = ()


def parse_kpis(text: str) -> Mapping[str, Kpi]:
    """The KPIs of a TOML text by name, in its order.

    PermanentFailure names a KPI whose measure has no events, and a measure that no KPI uses.
    """
    tables = tomllib.loads(text)
    measures = {
        name: tuple(EventsUnder(**each) for each in events) for name, events in tables["measures"].items()
    }
    doubts = tables.get("doubts", {})
    kpis = {name: _kpi(name, said, measures, doubts) for name, said in tables["kpis"].items()}
    used = {measure for kpi in kpis.values() for measure in (kpi.numerator, kpi.denominator)}
    if idle := set(measures) - used:
        raise PermanentFailure(f"kpis.toml: no KPI uses {', '.join(sorted(idle))}")
    if strange := {measure for touched in doubts.values() for measure in touched} - set(measures):
        raise PermanentFailure(f"kpis.toml: [doubts] has {', '.join(sorted(strange))}, which is no measure")
    return MappingProxyType(kpis)


def kpi_named(name: str) -> Kpi:
    """One KPI; PermanentFailure when there is none of this name."""
    if name not in KPIS:
        raise PermanentFailure(f"there is no KPI {name} in kpis.toml")
    return KPIS[name]


def _kpi(
    name: str,
    said: Mapping[str, str],
    measures: Mapping[str, tuple[EventsUnder, ...]],
    doubts: Mapping[str, Sequence[str]],
) -> Kpi:
    numerator, denominator = said["numerator"], said.get("denominator", ONE)
    for measure in {numerator, denominator} - {ONE}:
        if not measures.get(measure):
            raise PermanentFailure(f"kpis.toml: {name} needs {measure}, which has no events in [measures]")
    events = (*measures[numerator], *measures.get(denominator, ()))
    return Kpi(
        name,
        Unit(said["unit"]),
        said["formula"],
        numerator,
        denominator,
        rests_on=tuple(dict.fromkeys(events)),
        facts=tuple(fact for fact, touched in doubts.items() if {numerator, denominator} & set(touched)),
    )


_TEXT = resources.files("tally.domain.reports").joinpath("kpis.toml").read_text("utf-8")

CORRECTS: Mapping[str, str] = MappingProxyType(tomllib.loads(_TEXT)["corrects"])
"""Events that put right what others told, with the name of those."""

KPIS = parse_kpis(_TEXT)
"""Tally's KPIs by name, in the order in which a shop reads them."""
