"""A file that was made of reports, and the document that it holds."""

from dataclasses import dataclass

from tally.domain.exports.document import ExportDocument


@dataclass(frozen=True, slots=True)
class ExportFile:
    """`name` with its ending, in letters that each system takes."""

    name: str
    content_type: str
    content: bytes
    document: ExportDocument
