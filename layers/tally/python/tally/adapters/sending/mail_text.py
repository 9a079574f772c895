"""The daily report as plain text, for a mail's first part."""

from collections.abc import Iterator
from textwrap import fill

from tally.domain.daily_report.told import Paragraph, ToldReport

_WIDTH = 72
"""RFC 3676, 4.2: lines of 78 characters at most, also when somebody quotes them."""


def write_text(told: ToldReport) -> str:
    """All of it, in the order of the HTML."""
    return "\n".join(line.rstrip() for line in _write_lines(told)) + "\n"


def _write_lines(told: ToldReport) -> Iterator[str]:
    yield from (told.title, "=" * len(told.title), "")
    for paragraph in told.above:
        yield from _write_paragraph(paragraph)
    for figure in told.figures:
        yield figure.name
        yield f"  {figure.value}"
        yield f"  {figure.verdict_word}"
        yield from (f"  {each}" for each in (figure.interval, figure.comparison) if each)
        yield ""
    for paragraph in told.below:
        yield from _write_paragraph(paragraph)
    if told.link:
        yield from (told.link[0], told.link[1], "")
    yield from (fill(each, _WIDTH) for each in (told.freshness, told.footer) if each)
    for text, address in told.ways:
        yield from ("", text, address)


def _write_paragraph(paragraph: Paragraph) -> Iterator[str]:
    yield fill(paragraph.title.upper() if paragraph.is_warning else paragraph.title, _WIDTH)
    for sentence in paragraph.sentences:
        yield fill(sentence.text, _WIDTH, initial_indent="- ", subsequent_indent="  ")
        if sentence.command:
            yield f"  $ {sentence.command}"
    yield ""
