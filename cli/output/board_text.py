"""A dashboard on a terminal: each panel a sentence, a verdict and a table."""

from collections.abc import Iterator

from tally.domain.exports.document import ExportDocument, ExportSection
from tally.domain.exports.shown_cells import show_cell, show_verdict
from tally.domain.words.words import Words

from cli.output.render import render


def write_board(document: ExportDocument) -> str:
    """Without what stands in files alone: details, statements, sources."""
    words = Words(document.language)
    head = "\n".join([document.title, *document.facts])
    return "\n\n".join([head, *("\n".join(_tell(section, words)) for section in document.sections)])


def _tell(section: ExportSection, words: Words) -> Iterator[str]:
    yield section.title
    if section.sentence:
        yield section.sentence
    if section.verdict:
        judged = show_verdict(section.verdict.verdict, words)
        yield f"{judged}: {section.verdict.reason}" if section.verdict.reason else judged
    yield from section.notes
    hidden = section.table.footnotes
    shown = [each for each in section.table.columns if not each.is_detail and each.name not in hidden]
    rows = [{each.title: show_cell(each, row, words) for each in shown} for row in section.table.rows]
    if rows:
        yield render(rows, [each.title for each in shown], "table")
