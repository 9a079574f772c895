"""Rows of SQL as a document for people: what a spreadsheet or a page of them says."""

from typing import TYPE_CHECKING

from tally.adapters.athena.answers import Answer
from tally.domain.exports.document import ExportDocument
from tally.domain.exports.export_rows import lay_out_rows
from tally.domain.exports.sources_text import tell_sources
from tally.domain.words.words import Words

if TYPE_CHECKING:
    from cli.clients import Tally


def lay_out_sql(
    tally: "Tally", answer: Answer, sql: str, words: Words, title: str | None = None
) -> ExportDocument:
    """`title` is the name it was saved under."""
    types = {name: answer.types.get(name, "varchar") for name in answer.columns}
    section = lay_out_rows(answer.rows, types, title or words.say("export.answer"), sql)
    told = tally.read_freshness("orders").write(tally.read_timezone())
    sources = {**told, "scanned_bytes": answer.scanned_bytes}
    return ExportDocument(section.title, words.language, [section], tell_sources(sources, words))
