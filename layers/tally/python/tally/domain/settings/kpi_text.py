"""Whose number a KPI is, and how much of it may be unwitnessed, as a setting over what kpis.toml says."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.reports.kpis import KPIS, Kpi
from tally.domain.settings.toml_text import read_any_toml
from tally.domain.toml_lines import format_text

LONGEST_OWNER = 100
_SHAPE = 'write [net_revenue], and below it owner = "finance" and tolerance = 0.02'
_LEAST = 0.0001
"""kpi_catalog keeps four digits behind the point."""


def parse_kpi_owners(text: str, kpis: Mapping[str, Kpi] = KPIS) -> Mapping[str, Kpi]:
    """All KPIs, those that the text names with its owner and tolerance; Misconfigured says what to change."""
    told = read_any_toml(text)
    if not told:
        raise Misconfigured(_SHAPE)
    if strange := [name for name in told if name not in kpis]:
        near = get_close_matches(strange[0], kpis, n=1)
        raise Misconfigured(f"{strange[0]} is no KPI{f': did you mean {near[0]}?' if near else ''}")
    said = {name: _read_one(name, kpis[name], told[name]) for name in told}
    return MappingProxyType({**kpis, **said})


def _read_one(name: str, kpi: Kpi, said: Any) -> Kpi:
    if not isinstance(said, dict) or not said or said.keys() - {"owner", "tolerance"}:
        raise Misconfigured(f"{name}: {_SHAPE}")
    owner, tolerance = said.get("owner", kpi.owner), said.get("tolerance", kpi.tolerance)
    if not isinstance(owner, str) or not 1 <= len(owner.strip()) <= LONGEST_OWNER:
        raise Misconfigured(f"{name}: owner is a text of 1 to {LONGEST_OWNER} letters")
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not 0 <= tolerance < 1:
        raise Misconfigured(f"{name}: tolerance is a share from 0 to less than 1, such as 0.02")
    if tolerance != round(tolerance, 4):
        raise Misconfigured(f"{name}: tolerance {tolerance} is finer than {_LEAST}")
    return replace(kpi, owner=owner, tolerance=tolerance)


def write_kpi_owners(kpis: Mapping[str, Kpi] = KPIS) -> str:
    """A setting's text that says of each KPI what counts now."""
    return "\n".join(
        f"[{name}]\nowner = {format_text(kpi.owner)}\ntolerance = {kpi.tolerance}\n"
        for name, kpi in kpis.items()
    )
