"""What publishing needs beside engine and builds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from tally.domain.answering.caller import Caller
from tally.domain.answering.told_answer import Served
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


class AnswerFiles(Protocol):
    """Answers of saved questions beside the files of a build."""

    def find_build(self) -> str | None:
        """The newest build whose page is published; None before the first night."""

    def put_answer(self, build: str, name: str, content: Mapping[str, Any], asked_at: datetime) -> int:
        """Write one file; its bytes, 0 where somebody was erased since it was asked: it is not kept."""


class ServedReports(Protocol):
    """Questions, asked as somebody asks them over HTTP: see the use case serve_report."""

    def ask(self, caller: Caller, kind: str, asked: Mapping[str, Any]) -> Served:
        """The answer, or that it runs still."""

    def cancel(self, caller: Caller, answer_id: str) -> None:
        """Who asked waits no more."""
