"""An export that is asked for over HTTP: which reports or which dashboard, as what, in which language."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from tally.domain.errors import BadQuestion
from tally.domain.exports.boards.look import WITHOUT_FILTERS, BoardFilters
from tally.domain.words.words import DEFAULT_LANGUAGE, LANGUAGES

MOST_REPORTS = 24
"""Of one file: as many panels as a dashboard has."""
MOST_TITLE = 200
_NOT_STORED = re.compile("[\0\ud800-\udfff]")


class ExportFormat(StrEnum):
    """What a file can be. CSV and the pictures hold one report; a ZIP has a CSV for each, and sources."""

    CSV = "csv"
    ZIP = "zip"
    XLSX = "xlsx"
    PDF = "pdf"
    PNG = "png"
    SVG = "svg"

    @property
    def holds_one(self) -> bool:
        """Whether it has no place for a second report."""
        return self not in (ExportFormat.ZIP, ExportFormat.XLSX, ExportFormat.PDF)


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """A report of a `kind`, the `question` that is saved under a name, or a `published` part."""

    kind: str | None
    asked: Mapping[str, Any]
    question: str | None = None
    title: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class AskedExport:
    """`title` is that of the whole file; None is its report's. A `dashboard` stands for the reports that it
    has; `filters` are of published parts."""

    reports: tuple[ReportAsked, ...]
    format: ExportFormat
    language: str = DEFAULT_LANGUAGE
    title: str | None = None
    dashboard: str | None = None
    filters: BoardFilters = WITHOUT_FILTERS

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """BadQuestion where it is none. One report may stand in the body itself, without `reports`."""
        if body.get("format") not in tuple(ExportFormat):
            raise BadQuestion(f"format is one of {', '.join(ExportFormat)}")
        language = body.get("language", DEFAULT_LANGUAGE)
        if language not in LANGUAGES:
            raise BadQuestion(f"language is one of {', '.join(LANGUAGES)}")
        title, dashboard = _read_text(body, "title"), _read_text(body, "dashboard")
        filters = body.get("filters") or {}
        if not isinstance(filters, dict):
            raise BadQuestion('filters is an object, such as {"period": "7d"}')
        reports = () if dashboard and not body.get("reports") else _read_reports(body)
        fmt = ExportFormat(body["format"])
        if fmt.holds_one and (dashboard or len(reports) > 1):
            raise BadQuestion(f"A file of {fmt} holds one report: ask for zip, xlsx or pdf")
        return cls(reports, fmt, language, title, dashboard, BoardFilters.read(filters))

    def write(self) -> dict[str, Any]:
        """As a body that `read` takes."""
        filters = {name: value for name, value in asdict(self.filters).items() if value is not None}
        return {**asdict(self), "reports": [asdict(report) for report in self.reports], "filters": filters}


def _read_reports(body: Mapping[str, Any]) -> tuple[ReportAsked, ...]:
    given = body.get("reports")
    reports = [body] if given is None else given
    if not isinstance(reports, list) or not 1 <= len(reports) <= MOST_REPORTS:
        raise BadQuestion(f"reports is a list of 1 to {MOST_REPORTS}")
    return tuple(map(_read_report, reports))


def _read_report(body: Any) -> ReportAsked:
    if not isinstance(body, dict):
        raise BadQuestion("A report of an export is an object: its kind and what is asked of it")
    asked = body.get("asked") or {}
    kind, question, published = (_read_text(body, name) for name in ("kind", "question", "published"))
    if sum(each is not None for each in (kind, question, published)) != 1:
        raise BadQuestion(
            "An export is of a kind with what is asked, of a saved question, of a published part, or of a "
            "dashboard"
        )
    if not isinstance(asked, dict):
        raise BadQuestion("asked is an object: the fields of the report")
    return ReportAsked(kind, asked, question, _read_text(body, "title"), published)


def _read_text(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not (isinstance(value, str) and 0 < len(value) <= MOST_TITLE):
        raise BadQuestion(f"{name} is a text of 1 to {MOST_TITLE} letters")
    if value is not None and _NOT_STORED.search(value):
        raise BadQuestion(f"{name} has a letter that no text can hold: {value!a}")
    return value
