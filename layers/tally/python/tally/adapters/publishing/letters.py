"""The letters of pages: typst's fonts, the order in which they are asked, and what none of them has.

Source Sans has Latin, Greek and Cyrillic letters; Noto Sans the other scripts that a shop meets, Noto Emoji
pictures in one colour, Noto Sans CJK Chinese, Japanese and Korean. All are under the Open Font License.
"""

import json
import re
import unicodedata
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

FONT = "Source Sans Pro"
"""The letters of whole documents: the others only set what it lacks."""
STAND_IN = "\u25a1"
"""Stands for a letter that no font has."""
PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u017e\u01a0\u01a1\u01af\u01b0\u0218-\u021b"
    "\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u1ea0-\u1ef9"
    "\u2012-\u2016\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u202f\u2030\u2039\u203a\u20ac\u2212\u25b2]*"
)
"""Texts that FONT has all letters of, and that run from left to right without joining."""

_WORD = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+"
_RIGHT_TO_LEFT = re.compile(f"{_WORD}(?: {_WORD})*")
"""Words of Hebrew, Arabic and the scripts beside them."""
_PACKAGES = {"font_source_sans_pro": "files", "manimgx_fonts": ".", "noto_cjk_sans_otc": "."}
"""Folder of the fonts in each package."""
_SCRIPTS = (
    *("Arabic", "Hebrew", "Thai", "Devanagari", "Bengali", "Tamil", "Telugu", "Gujarati", "Gurmukhi"),
    *("Kannada", "Malayalam", "Oriya", "Sinhala", "Khmer", "Lao", "Myanmar", "Armenian", "Georgian"),
    "Ethiopic",
)
_CHINESE, _JAPANESE, _KOREAN = "SC", "JP", "KR"
_KANA = re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9d]")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
_NEVER = frozenset("\ufeff\ufffe")
"""What no text of an accessible PDF may hold (ISO 14289-1, 7.21.7), though typst takes it alone."""
_MOST_TRIED, _FEW = 100, 64
"""So many are found one by one, 20 ms each, the next only as some of so few: Unicode has 24,000 that lack."""
_REFUSED = ("could not be displayed", "disallowed codepoint")
"""Parts of what typst says: an accessible page has no letter that nobody can read."""
_LETTERS_ALONE = b"""#set document(title: "letters")
#set text(font: json(bytes(sys.inputs.families)))
#for letter in json(bytes(sys.inputs.told)) [#letter \\ ]"""


class LetterRefused(Exception):
    """A text has a letter that no font has, or that no accessible page may have."""


def write_pages(template: bytes, told: str, made_at: datetime | None = None) -> bytes:
    """A PDF/UA-1. The template reads `told`, and `families`, the fonts in their order, from `sys.inputs`."""
    try:
        pages = _make_compiler(told).compile(template, pdf_standards=["ua-1"], timestamp=made_at)
    except typst.TypstError as error:
        if any(words in error.message for words in _REFUSED):
            raise LetterRefused from error
        raise
    assert isinstance(pages, bytes)
    return pages


def write_outlines(template: bytes, told: str) -> list[bytes]:
    """An SVG a page of such a template, its letters as outlines."""
    pages = _make_compiler(told).compile(template, format="svg")
    assert pages is not None, "a template has pages"
    return pages if isinstance(pages, list) else [pages]


def find_lacking(text: str) -> set[str]:
    """Letters of a text that no page can show. Of very many, some of their neighbours are among them."""
    letters = {letter for letter in text if not letter.isascii()}
    lacking = letters & _NEVER
    blocks = [tuple(sorted(letters - _NEVER))]
    while blocks:
        block = blocks.pop()
        if not block or _can_show(block):
            continue
        if len(block) == 1 or (len(lacking) >= _MOST_TRIED and len(block) <= _FEW):
            lacking.update(block)
        else:
            middle = len(block) // 2
            blocks += [block[:middle], block[middle:]]
    return lacking


def name_letter(letter: str) -> str:
    """As Unicode names it, in every language: `U+0F40 TIBETAN LETTER KA`."""
    return f"U+{ord(letter):04X} {unicodedata.name(letter, '')}".strip()


def is_right_to_left(text: str) -> bool:
    """By its first letter that has a direction (Unicode's annex 9, P2 and P3)."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((each for each in directions if each in {"L", "R", "AL"}), "L") != "L"


def isolate(text: str) -> str:
    """The text, its words from right to left by themselves: a number behind them stays there (Unicode's annex
    9, first strong isolates)."""
    return _RIGHT_TO_LEFT.sub("\u2068\\g<0>\u2069", text)


@cache
def find_folders() -> tuple[Path, ...]:
    """Folders of all fonts, that of FONT first."""
    return tuple(_find_package(name) / folder for name, folder in _PACKAGES.items())


def _find_package(name: str) -> Path:
    found = find_spec(name)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"{name.replace('_', '-')} is not installed: run make setup")
    return Path(found.origin).parent


def _make_compiler(told: str) -> typst.Compiler:
    inputs = {"told": told, "families": json.dumps(_list_families(told))}
    return typst.Compiler(font_paths=_read_fonts(), ignore_system_fonts=True, sys_inputs=inputs)


@cache
def _read_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(each) for each in find_folders()])


def _list_families(text: str) -> list[str]:
    """Chinese characters have other forms in Japan and Korea: those of the text that stands around them."""
    han = _JAPANESE if _KANA.search(text) else _KOREAN if _HANGUL.search(text) else _CHINESE
    scripts = (f"Noto Sans {script}" for script in _SCRIPTS)
    return [FONT, "Noto Sans", *scripts, "Noto Emoji", f"Noto Sans CJK {han}", "Noto Sans Symbols"]


@cache
def _can_show(letters: tuple[str, ...]) -> bool:
    try:
        write_pages(_LETTERS_ALONE, json.dumps([*letters], ensure_ascii=False))
    except LetterRefused:
        return False
    return True
