"""Whose number a KPI is, and its tolerance, as a shop says them."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.reports.kpis import KPIS, Kpi

_KEYS = ("owner", "tolerance")
_LONGEST_OWNER = 80


def read_kpi_owners(text: str, kpis: Mapping[str, Kpi] = KPIS) -> Mapping[str, Kpi]:
    """All KPIs, with the owners and tolerances of a TOML text: a table for each that is told.

    `tolerance` is a share, 0 to 1: how many of its events of each kind may be unwitnessed when it is called
    audited. Misconfigured says what is wrong.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"the KPIs are no TOML: {error}") from None
    return MappingProxyType({**kpis, **{name: _change(name, said, kpis) for name, said in tables.items()}})


def _change(name: str, said: Any, kpis: Mapping[str, Kpi]) -> Kpi:
    if name not in kpis:
        raise Misconfigured(f"there is no KPI {name}: `tally kpis --format csv` lists them")
    if not isinstance(said, dict) or not said or set(said) - set(_KEYS):
        raise Misconfigured(f"the KPI {name} has something else than {' and '.join(_KEYS)}")
    owner, tolerance = said.get("owner", kpis[name].owner), said.get("tolerance", kpis[name].tolerance)
    if not isinstance(owner, str) or not 0 < len(owner.strip()) <= _LONGEST_OWNER:
        raise Misconfigured(f"the owner of the KPI {name} is no name of up to {_LONGEST_OWNER} characters")
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not 0 <= tolerance <= 1:
        raise Misconfigured(f"the tolerance of the KPI {name} is no share from 0 to 1, such as 0.02")
    return replace(kpis[name], owner=owner.strip(), tolerance=round(float(tolerance), 4))
