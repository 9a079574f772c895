"""The columns of answers for people: a title, a meaning, and what their cells hold."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from tally.domain.exports.document import CellKind, ExportColumn
from tally.domain.reports.kpi_places import PLACES
from tally.domain.words.words import Words

_OF_TYPES: Mapping[str, CellKind] = MappingProxyType(
    {
        "bigint": CellKind.COUNT,
        "boolean": CellKind.YES_NO,
        "date": CellKind.DATE,
        "double": CellKind.NUMBER,
        "string": CellKind.TEXT,
    }
)
_OF_NAMES: Mapping[str, CellKind] = MappingProxyType(
    {
        **dict.fromkeys(("share", "share_of_first", "share_of_previous", "pooled_share"), CellKind.SHARE),
        **dict.fromkeys(("median_seconds", "median_seconds_from_first"), CellKind.SECONDS),
        **dict.fromkeys(("p90_seconds", "p90_seconds_from_first", "duration_s"), CellKind.SECONDS),
        **dict.fromkeys(("start", "cohort", "business_date"), CellKind.DATE),
        **dict.fromkeys(("first_date", "last_date", "before_date"), CellKind.DATE),
        **dict.fromkeys(("verdict", "before_verdict"), CellKind.VERDICT),
        **dict.fromkeys(("coverage_low", "coverage_high", "change_share"), CellKind.SHARE),
        "missing_amount": CellKind.MONEY,
        **dict.fromkeys(("segment", "event", *PLACES), CellKind.SEGMENT),
        "started_at": CellKind.MOMENT,
        "kpi": CellKind.KPI,
        "unit": CellKind.UNIT,
    }
)
"""One meaning a name, whichever answer has it. A cohort may be `average`, a start an hour: texts."""


def describe_columns(
    names: Sequence[str],
    types: Mapping[str, str],
    words: Words,
    *,
    details: Collection[str] = (),
    by_unit: Collection[str] = (),
    own: Collection[str] = (),
) -> tuple[ExportColumn, ...]:
    """`types` are Athena's by name. Columns of a shop's `own` properties are texts under their own names."""
    return tuple(
        ExportColumn(name, name, CellKind.TEXT)
        if name in own
        else ExportColumn(
            name,
            words.find(f"column.{name}", name),
            CellKind.BY_UNIT if name in by_unit else _choose_kind(name, types.get(name, "string")),
            words.find(f"meaning.{name}", ""),
            is_detail=name in details,
            place=name if name in PLACES else None,
        )
        for name in names
    )


def _choose_kind(name: str, athena_type: str) -> CellKind:
    return _OF_NAMES.get(name) or _OF_TYPES.get(athena_type, CellKind.TEXT)
