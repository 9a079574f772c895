"""An export that is asked for over HTTP: which reports, as what, in which language."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from tally.domain.errors import BadQuestion
from tally.domain.words.words import DEFAULT_LANGUAGE, LANGUAGES

MOST_REPORTS = 12
"""Of one file: a dashboard's."""
MOST_TITLE = 200
_NOT_STORED = re.compile("[\0\ud800-\udfff]")


class ExportFormat(StrEnum):
    """What a file can be. CSV and the pictures hold one report."""

    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    PNG = "png"
    SVG = "svg"

    @property
    def holds_one(self) -> bool:
        """Whether it has no place for a second report."""
        return self not in (ExportFormat.XLSX, ExportFormat.PDF)


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """A report of a `kind`, or the `question` that is saved under a name."""

    kind: str | None
    asked: Mapping[str, Any]
    question: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class AskedExport:
    """`title` is that of the whole file; None is its report's."""

    reports: tuple[ReportAsked, ...]
    format: ExportFormat
    language: str = DEFAULT_LANGUAGE
    title: str | None = None

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """BadQuestion where it is none. One report may stand in the body itself, without `reports`."""
        if body.get("format") not in set(ExportFormat):
            raise BadQuestion(f"format is one of {', '.join(ExportFormat)}")
        language = body.get("language", DEFAULT_LANGUAGE)
        if language not in LANGUAGES:
            raise BadQuestion(f"language is one of {', '.join(LANGUAGES)}")
        title, given = _read_text(body, "title"), body.get("reports")
        reports = [body] if given is None else given
        if not isinstance(reports, list) or not 1 <= len(reports) <= MOST_REPORTS:
            raise BadQuestion(f"reports is a list of 1 to {MOST_REPORTS}")
        wanted = cls(tuple(map(_read_report, reports)), ExportFormat(body["format"]), language, title)
        if len(reports) > 1 and wanted.format.holds_one:
            raise BadQuestion(f"A file of {wanted.format} holds one report: ask for xlsx or pdf")
        return wanted

    def write(self) -> dict[str, Any]:
        """As a body that `read` takes."""
        return {**asdict(self), "reports": [asdict(report) for report in self.reports]}


def _read_report(body: Any) -> ReportAsked:
    if not isinstance(body, dict):
        raise BadQuestion("A report of an export is an object: its kind and what is asked of it")
    asked, kind, question = body.get("asked") or {}, _read_text(body, "kind"), _read_text(body, "question")
    if (kind is None) is (question is None):
        raise BadQuestion("An export is of a kind with what is asked, or of a question saved under a name")
    if not isinstance(asked, dict):
        raise BadQuestion("asked is an object: the fields of the report")
    return ReportAsked(kind, asked, question, _read_text(body, "title"))


def _read_text(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not (isinstance(value, str) and 0 < len(value) <= MOST_TITLE):
        raise BadQuestion(f"{name} is a text of 1 to {MOST_TITLE} letters")
    if value is not None and _NOT_STORED.search(value):
        raise BadQuestion(f"{name} has a letter that no text can hold: {value!a}")
    return value
