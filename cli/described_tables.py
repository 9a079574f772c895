"""Every table that can be queried, and what it says of itself, be it of a model or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from tally.domain.audit.audit_cells import CELL_COLUMNS, CELLS_DESCRIPTION, CELLS_TABLE
from tally.domain.events.columns import (
    EVENT_COLUMNS,
    PROFILE_COLUMNS,
    QUARANTINE_COLUMNS,
    WITNESS_COLUMNS,
)
from tally.modelling import catalog


class Described(Protocol):
    """A column of a model, or of a table that no model makes."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def comment(self) -> str: ...


@dataclass(frozen=True, slots=True)
class DescribedTable:
    """`description` and `grain` are sentences; an inner table lies in the database beside the lake's."""

    name: str
    description: str
    grain: str
    columns: Sequence[Described]
    is_inner: bool = False


STORED: Mapping[str, DescribedTable] = MappingProxyType(
    {
        table.name: table
        for table in (
            DescribedTable(
                CELLS_TABLE, CELLS_DESCRIPTION, "one row per event_name, hour_at and platform", CELL_COLUMNS
            ),
            DescribedTable(
                "events", "The lake: every accepted event once", "one row per event", EVENT_COLUMNS
            ),
            DescribedTable(
                "profile_updates",
                "What happened to profiles, one row for each operation",
                "one row per update and operation",
                PROFILE_COLUMNS,
            ),
            DescribedTable(
                "witness_events",
                "What the second collector saw, as it came",
                "one row per sighting",
                WITNESS_COLUMNS,
            ),
            DescribedTable(
                "quarantine",
                "Events not accepted: the columns of events where they could be read, and why",
                "one row per refused event",
                QUARANTINE_COLUMNS,
            ),
            DescribedTable(
                "landing",
                "Events exactly as they arrived, before duplicates fall out; kept for 90 days",
                "one row per event, as often as it arrived",
                EVENT_COLUMNS,
            ),
        )
    }
)
"""Tables that no model makes, by name."""


def list_tables() -> list[DescribedTable]:
    """What people read first: marts and records, then what is stored as it came, then the inner steps."""
    models = [
        DescribedTable(model.name, model.description, model.grain, model.columns, model.is_inner)
        for model in catalog.tables()
    ]
    return [
        *sorted((each for each in models if not each.is_inner), key=lambda each: each.name),
        *STORED.values(),
        *(each for each in models if each.is_inner),
    ]
