"""The KPIs: their names and order, what they are made of, and the events they rest on: kpis.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from types import MappingProxyType
from typing import Any

from tally.domain.audit.verdicts import MOST_UNWITNESSED
from tally.domain.errors import PermanentFailure

ONE = "one"
"""The denominator of a plain count or sum."""


BY_PROFILE = "kpis_by_profile"

KPI_TABLES = (
    "kpis",
    "kpis_by_platform",
    "kpis_by_country",
    "kpis_by_platform_and_country",
    BY_PROFILE,
)
"""The published tables. Each holds one kind of place and no totals of it: a sum counts nothing twice."""


class Unit(StrEnum):
    """What a KPI's value is: a whole number, money of the shop's currency, 0 to 1, minutes, any quotient."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    MINUTES = "minutes"
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
    """One KPI: value = numerator / denominator, both measures (kpi_measures.sql counts them).

    `facts` of the orders under it may be in doubt: sql/intermediate/order_doubts.sql. It is audited when at
    most `tolerance` of its events of each kind is unwitnessed; complete `window_hours` after its day. Without
    the measure that it `needs` it has no value, and `missing` says why; `left_out` counts whom it leaves out.
    Where it `looks_back` all earlier orders decide, so it says since when they are known.
    """

    name: str
    unit: Unit
    owner: str
    formula: str
    numerator: str
    denominator: str
    rests_on: tuple[EventsUnder, ...]
    facts: tuple[str, ...] = ()
    tolerance: float = MOST_UNWITNESSED
    window_hours: int | None = None
    needs: str | None = None
    missing: str | None = None
    left_out: str | None = None
    looks_back: bool = False

    @property
    def measures(self) -> tuple[str, ...]:
        """All that it asks of kpi_measures.sql."""
        asked = (self.numerator, self.denominator, self.needs, self.left_out)
        return tuple(each for each in asked if each is not None)


def parse_kpis(text: str) -> Mapping[str, Kpi]:
    """The KPIs of a TOML text by name, in its order.

    PermanentFailure names a KPI whose measure has no events, and a measure that no KPI uses.
    """
    return _read_kpis(tomllib.loads(text))


def _read_kpis(tables: Mapping[str, Any]) -> Mapping[str, Kpi]:
    measures = {
        name: tuple(EventsUnder(**each) for each in events) for name, events in tables["measures"].items()
    }
    doubts = tables.get("doubts", {})
    missing = tables.get("missing", {})
    kpis = {name: _kpi(name, said, measures, doubts, missing) for name, said in tables["kpis"].items()}
    used = {measure for kpi in kpis.values() for measure in kpi.measures}
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
    said: Mapping[str, Any],
    measures: Mapping[str, tuple[EventsUnder, ...]],
    doubts: Mapping[str, Sequence[str]],
    missing: Mapping[str, str],
) -> Kpi:
    numerator, denominator, needs = said["numerator"], said.get("denominator", ONE), said.get("needs")
    for measure in {numerator, denominator} - {ONE}:
        if not measures.get(measure):
            raise PermanentFailure(f"kpis.toml: {name} needs {measure}, which has no events in [measures]")
    if needs is not None and needs not in missing:
        raise PermanentFailure(f"kpis.toml: {name} needs {needs}, of which [missing] says nothing")
    events = (*measures[numerator], *measures.get(denominator, ()))
    return Kpi(
        name,
        Unit(said["unit"]),
        said["owner"],
        said["formula"],
        numerator,
        denominator,
        rests_on=tuple(dict.fromkeys(events)),
        facts=tuple(fact for fact, touched in doubts.items() if {numerator, denominator} & set(touched)),
        tolerance=said.get("tolerance", MOST_UNWITNESSED),
        window_hours=said.get("window_hours"),
        needs=needs,
        missing=missing.get(needs) if needs else None,
        left_out=said.get("left_out"),
        looks_back=said.get("looks_back", False),
    )


_TABLES = tomllib.loads(resources.files("tally.domain.reports").joinpath("kpis.toml").read_text("utf-8"))

CORRECTS: Mapping[str, str] = MappingProxyType(_TABLES["corrects"])
"""Events that put right what others told, with the name of those."""

KPIS = _read_kpis(_TABLES)
"""Tally's KPIs by name, in the order in which a shop reads them."""
