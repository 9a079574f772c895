"""The daily report as HTML that mail clients show: tables, styles in the elements, no image and no script.

Outlook lays out by tables alone, Gmail cuts a mail at 102 kB and drops styles of a head that it does not
know. So what must hold stands in the elements; the head has only what makes dark mode better. Nothing stands
in three columns, which break words on a telephone of 360 pixels.
"""

import re
from collections.abc import Iterator
from html import escape

from tally.domain.daily_report.fault_words import Sentence
from tally.domain.daily_report.figure_words import FigureLine
from tally.domain.daily_report.told import Paragraph, ToldReport
from tally.domain.words.numbers import MINUS

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_INK, _QUIET, _LINE = "#1b1f24", "#57606a", "#d8dee4"

_BADGES = {
    "audited": ("#0b5a30", "#dff3e6"),
    "disputed": ("#8a1c1c", "#fbe3e3"),
    "unaudited": ("#664a00", "#fcefcb"),
}
"""Ink and ground of a verdict, at least 6:1; its word stands beside, for colour alone says nothing."""

_DARK = """
:root { color-scheme: light dark; supported-color-schemes: light dark; }
a { color: #0b57d0; }
@media (prefers-color-scheme: dark) {
  .ground { background: #14171a !important; }
  .sheet { background: #1d2125 !important; }
  .ink { color: #eceff1 !important; }
  .quiet { color: #aeb6bf !important; }
  .line { border-color: #3a4149 !important; }
  .warning { background: #3a2226 !important; }
  a { color: #8ab4f8 !important; }
}
"""


_NEGATIVE = re.compile(f"{MINUS}\\S+")


def write_html(told: ToldReport) -> str:
    """The whole document."""
    body = "".join(_write_rows(told))
    return (
        f'<!doctype html><html lang="{told.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(told.subject)}</title><style>{_DARK}</style></head>"
        f'<body class="ground" style="margin:0;padding:0;background:#f3f5f7;{_FONT}">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" '
        'style="padding:16px 8px"><table role="presentation" class="sheet" width="100%" cellpadding="0" '
        'cellspacing="0" style="max-width:600px;background:#ffffff;border-radius:8px">'
        f"{body}</table></td></tr></table></body></html>\n"
    )


def _write_rows(told: ToldReport) -> Iterator[str]:
    yield _write_row(
        f'<h1 class="ink" style="margin:0;font-size:22px;line-height:28px;color:{_INK}">'
        f"{escape(told.title)}</h1>",
        "20px 20px 8px",
    )
    for paragraph in told.above:
        yield _write_paragraph(paragraph)
    if told.figures:
        lines = "".join(map(_write_figure, told.figures))
        yield _write_row(
            f'<table role="presentation" width="100%" cellpadding="0" cellspacing="0">{lines}</table>',
            "0 20px",
        )
    for paragraph in told.below:
        yield _write_paragraph(paragraph)
    if told.link:
        text, address = map(escape, told.link)
        yield _write_row(
            f'<a href="{address}" style="font-size:16px;font-weight:600">{text}</a>', "8px 20px 12px"
        )
    ways = "".join(f'<br><a href="{escape(address)}">{escape(text)}</a>' for text, address in told.ways)
    small = " ".join(escape(each) for each in (told.freshness, told.footer) if each)
    yield _write_row(
        f'<p class="quiet" style="margin:0;font-size:13px;line-height:19px;color:{_QUIET}">{small}{ways}</p>',
        "8px 20px 20px",
    )


def _write_figure(figure: FigureLine) -> str:
    """Name and value in one row, below them the verdict and what the value is compared with."""
    below = [_write_badge(figure)]
    below += [escape(each) for each in (figure.interval, figure.comparison) if each]
    return (
        f'<tr><td class="ink" style="padding:12px 8px 0 0;font-size:16px;color:{_INK}">'
        f"{escape(figure.name)}</td>"
        f'<td class="ink" align="right" style="padding:12px 0 0;font-size:20px;font-weight:700;color:{_INK};'
        f'white-space:nowrap">{escape(figure.value)}</td></tr>'
        f'<tr><td class="quiet line" colspan="2" style="padding:6px 0 12px;font-size:14px;line-height:21px;'
        f'color:{_QUIET};border-bottom:1px solid {_LINE}">{"<br>".join(below)}</td></tr>'
    )


def _write_badge(figure: FigureLine) -> str:
    ink, ground = _BADGES.get(figure.verdict, _BADGES["unaudited"])
    return (
        f'<span style="display:inline-block;padding:1px 8px;border-radius:10px;font-size:13px;'
        f"font-weight:600;"
        f'color:{ink};background:{ground}">{escape(figure.verdict_word)}</span>'
    )


def _write_paragraph(paragraph: Paragraph) -> str:
    sentences = "".join(map(_write_sentence, paragraph.sentences))
    title = (
        f'<h2 class="ink" style="margin:0;font-size:17px;line-height:23px;color:{_INK}">'
        f"{escape(paragraph.title)}</h2>"
    )
    if not paragraph.is_warning:
        return _write_row(f"{title}{sentences}", "16px 20px 4px")
    boxed = (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td class="warning" '
        'style="padding:12px 14px;background:#fdf1f1;border-left:4px solid #b3261e;border-radius:4px">'
        f"{title}{sentences}</td></tr></table>"
    )
    return _write_row(boxed, "14px 20px 6px")


def _write_sentence(sentence: Sentence) -> str:
    told = (
        f'<p class="ink" style="margin:6px 0 0;font-size:15px;line-height:22px;color:{_INK}">'
        f"{_keep_signs(escape(sentence.text))}</p>"
    )
    if sentence.command is None:
        return told
    return (
        f'{told}<p class="quiet" style="margin:4px 0 0;font:12px/20px Consolas,Menlo,monospace;'
        f'color:{_QUIET}">'
        f"{escape(sentence.command)}</p>"
    )


def _keep_signs(text: str) -> str:
    """A line may end behind a minus that stands before a currency's sign."""
    return _NEGATIVE.sub(r'<span style="white-space:nowrap">\g<0></span>', text)


def _write_row(content: str, padding: str) -> str:
    return f'<tr><td style="padding:{padding}">{content}</td></tr>'
