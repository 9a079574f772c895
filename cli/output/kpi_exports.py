"""Rows of KPIs where the options of output say, with the words that a document has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tally.domain.charts.frame import Spec
from tally.domain.exports.document import ExportDocument
from tally.domain.exports.export_kpis import lay_out_kpis
from tally.domain.exports.sources_text import tell_sources
from tally.domain.reports.kpi_types import find_kpi_types
from tally.domain.words.words import Words

from cli.answer_output import AnswerOutput

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KpiOutput:
    """`sources` are those of tell_sources."""

    wanted: AnswerOutput
    sources: Mapping[str, Any]

    @property
    def words(self) -> Words:
        """Of the language asked for."""
        return Words(self.wanted.language)

    def write(
        self,
        rows: Sequence[Row],
        columns: Sequence[str],
        table: Callable[[], str],
        *,
        title: str,
        grouped_by: str | None = None,
        spec: Spec | None = None,
    ) -> None:
        """Print or write them; a document has a table for each value of `grouped_by`."""
        types = find_kpi_types(columns)

        def lay_out(words: Words) -> ExportDocument:
            section = lay_out_kpis(rows, types, words, title=title, grouped_by=grouped_by, spec=spec)
            return ExportDocument(title, words.language, [section], tell_sources(self.sources, words))

        self.wanted.write_rows(rows, columns, types, table=table, lay_out=lay_out)
