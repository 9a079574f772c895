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


class PageFiles(Protocol):
    """What the page shows without asking an engine, as files of one build."""

    def put(self, build: str, files: Mapping[str, Mapping[str, Any]]) -> int:
        """Write these files by name, and last which build is the newest; bytes written."""


class PublishedPage(Protocol):
    """The files of the page, to read."""

    def find_build(self) -> str | None:
        """The newest build that has files; None before the first night."""

    def read(self, build: str, name: str) -> bytes | None:
        """A file's JSON, gzipped; None where there is none."""
