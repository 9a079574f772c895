"""The types of the columns that rows of KPIs have, whichever question they answer."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

KPI_TYPES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("business_date", "first_date", "last_date", "before_date"), "date"),
        **dict.fromkeys(("value", "before_value", "change", "change_share", "before", "after"), "double"),
        **dict.fromkeys(("coverage_low", "coverage_high", "numerator", "denominator", "left_out"), "double"),
        "is_complete": "boolean",
    }
)
"""Athena's types by name; what has none here is text."""


def find_kpi_types(columns: Iterable[str]) -> Mapping[str, str]:
    """Of these columns, in their order."""
    return {name: KPI_TYPES.get(name, "string") for name in columns}
