"""What is exported: answers with their charts, verdicts and sources, in the words of one language.

One document is written in every format, so that the same figures stand in all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tally.domain.charts.frame import Spec
from tally.domain.reports.events_verdict import EventsVerdict
from tally.domain.reports.kpis import Unit

Row = Mapping[str, Any]


class CellKind(StrEnum):
    """What a cell holds: SHARE is of 1, SECONDS a length, MOMENT a day and its time to the second, BY_UNIT
    what its row's `unit` says."""

    TEXT = "text"
    SEGMENT = "segment"
    KPI = "kpi"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    SHARE = "share"
    SECONDS = "seconds"
    MINUTES = "minutes"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"
    VERDICT = "verdict"
    UNIT = "unit"
    BY_UNIT = "by_unit"


_KINDS_OF_UNITS = {
    Unit.COUNT: CellKind.COUNT,
    Unit.MONEY: CellKind.MONEY,
    Unit.SHARE: CellKind.SHARE,
    Unit.MINUTES: CellKind.MINUTES,
    Unit.RATIO: CellKind.NUMBER,
}


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """`name` is that of CSV and JSON, `title` for people. A detail stands in files of rows, not on paper.

    `place`: which places its values are (see place_words); programs read their codes.
    """

    name: str
    title: str
    kind: CellKind
    meaning: str = ""
    is_detail: bool = False
    place: str | None = None

    def kind_in(self, row: Row) -> CellKind:
        """Of its cell in a row."""
        return _KINDS_OF_UNITS[Unit(row["unit"])] if self.kind is CellKind.BY_UNIT else self.kind


@dataclass(frozen=True, slots=True)
class ExportTable:
    """On paper there is a table for each value of the column `grouped_by`, and what stands in the columns
    `footnotes` is told once below it."""

    columns: Sequence[ExportColumn]
    rows: Sequence[Row]
    grouped_by: str | None = None
    footnotes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ChartForm:
    """How a spreadsheet draws it: a `mark` bar, line or stack; the columns that say together where a mark
    stands, that of the values, and that of the series; or `more` columns, each a series of its own."""

    mark: str
    places: tuple[str, ...]
    values: str
    series: str | None = None
    more: tuple[str, ...] = ()

    @property
    def is_of_the_table(self) -> bool:
        """Whether the columns of the table are its series as they stand."""
        return self.series is None and len(self.places) == 1


@dataclass(frozen=True, slots=True)
class ExportChart:
    """A Vega-Lite specification, and the nearest that a spreadsheet has: nothing for a single number."""

    spec: Spec
    form: ChartForm | None


@dataclass(frozen=True, slots=True)
class ExportSection:
    """One answer: what it says in a `sentence`. `facts` say what was asked, `notes` what is to be told of the
    rows: sentences without their full stop."""

    title: str
    facts: Sequence[str]
    notes: Sequence[str]
    table: ExportTable
    verdict: EventsVerdict | None = None
    chart: ExportChart | None = None
    sql: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ExportDocument:
    """`sources` are labels and texts: what was read, and when. `language` is en or fr. `facts` are of all
    sections, such as their days."""

    title: str
    language: str
    sections: Sequence[ExportSection]
    sources: Sequence[tuple[str, str]]
    facts: Sequence[str] = ()


def list_values(document: ExportDocument) -> Sequence[str]:
    """Texts in which a value may stand that a customer sent, once each and sorted: what was asked, and rows.

    Sentences and notes tell rows again, among numbers that a customer's id may look like.
    """
    found = {document.title, *document.facts}
    for section in document.sections:
        found |= {section.title, *section.facts}
        for row in section.table.rows:
            found.update(_list_texts(row))
    return sorted(found)


def _list_texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _list_texts([*value.values()])
    elif isinstance(value, Sequence):
        for each in value:
            yield from _list_texts(each)
