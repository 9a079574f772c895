"""What publishing needs beside engine and builds."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from tally.domain.reports.restatements import Restatement

KpiRows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows of each table of KPIs, by its name."""


class Publication(NamedTuple):
    """What a build has published: rows by table, and what it restated."""

    build: str
    tables: KpiRows
    restated: Sequence[Restatement]


class KpiFiles(Protocol):
    """Published KPI rows as files for dashboards."""

    def newest(self) -> Publication | None:
        """What is published now; None when nothing is."""

    def put(self, publication: Publication) -> Sequence[str]:
        """Write this build's files, some for each table of these rows, one of what it restated, and last the
        file that names the latest build; keys written."""
