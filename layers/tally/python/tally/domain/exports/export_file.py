"""A file that was made of reports, and the document that it holds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from unicodedata import combining, normalize

from tally.domain.exports.asked_export import ExportFormat
from tally.domain.exports.document import ExportDocument

_NOT_IN_FILES = re.compile("[^a-z0-9]+")
_MOST_NAME = 60

CONTENT_TYPES: Mapping[ExportFormat, str] = MappingProxyType(
    {
        ExportFormat.CSV: "text/csv;charset=utf-8",
        ExportFormat.ZIP: "application/zip",
        ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ExportFormat.PDF: "application/pdf",
        ExportFormat.PNG: "image/png",
        ExportFormat.SVG: "image/svg+xml",
    }
)


@dataclass(frozen=True, slots=True)
class ExportFile:
    """`name` with its ending, in letters that each system takes. `as_of`: when the oldest of its answers was
    asked."""

    name: str
    content_type: str
    content: bytes
    document: ExportDocument
    as_of: datetime
    lists_persons: bool = False


def name_file(title: str, fmt: ExportFormat) -> str:
    """In letters that each system takes."""
    plain = "".join(sign for sign in normalize("NFKD", title.lower()) if not combining(sign))  # e of é
    name = _NOT_IN_FILES.sub("-", plain)[:_MOST_NAME].strip("-") or "tally"
    return f"{name}.{fmt}"
