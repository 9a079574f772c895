"""A dashboard as a setting: panels in their order, each a saved question or a published file.

title = "Every morning"
description = "What the shop did yesterday"

[[panel]]
published = "kpis"
title = "Yesterday"
width = 2
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.settings.saved_by import SAVED_KEYS, SavedBy
from tally.domain.settings.toml_text import read_any_toml, read_toml
from tally.domain.toml_lines import format_text

MOST_PANELS = 24
"""More are read by nobody, and each is a file that a browser waits for."""
LONGEST_TITLE = 200
WIDTHS = (1, 2)
"""Columns of the page's grid."""
SOURCES = ("question", "published")

_PANEL_KEYS = (*SOURCES, "title", "width")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_SHAPE = '[[panel]], and below it question = "NAME" or published = "kpis"'


def check_dashboard(text: str) -> None:
    """Misconfigured says what to change. Which questions there are, named_settings tells."""
    told = read_toml(text, ("title", *SAVED_KEYS, "panel"))
    SavedBy.read(told)
    _check_title(told.get("title"))
    panels = told.get("panel", [])
    if not isinstance(panels, list) or not all(isinstance(panel, dict) for panel in panels):
        raise Misconfigured(f"a panel is written so: {_SHAPE}")
    if len(panels) > MOST_PANELS:
        raise Misconfigured(f"{len(panels)} panels: at most {MOST_PANELS} are shown")
    for panel in panels:
        check_panel(panel)


def list_shown(text: str, source: str) -> list[str]:
    """What panels of a checked text show of one of SOURCES, by name."""
    return [panel[source] for panel in read_any_toml(text).get("panel", []) if source in panel]


def write_dashboard(title: str, panels: Sequence[Mapping[str, Any]], saved: SavedBy) -> str:
    """A setting's text."""
    lines = [f"title = {format_text(title)}", *saved.lines]
    for panel in panels:
        lines += ["", "[[panel]]", *(f"{key} = {_format(panel[key])}" for key in _PANEL_KEYS if key in panel)]
    return "\n".join([*lines, ""])


def check_panel(panel: Mapping[str, Any]) -> None:
    """Misconfigured where it is no panel."""
    if strange := [key for key in panel if key not in _PANEL_KEYS]:
        raise Misconfigured(f"a panel has no {strange[0]!r}: use {', '.join(_PANEL_KEYS)}")
    named = [panel[key] for key in SOURCES if key in panel]
    if len(named) != 1 or not isinstance(named[0], str) or not _NAME.fullmatch(named[0]):
        raise Misconfigured(f"a panel shows one thing: {_SHAPE}")
    if "title" in panel:
        _check_title(panel["title"])
    if panel.get("width", 1) not in WIDTHS or isinstance(panel.get("width"), bool):
        raise Misconfigured("a panel's width is 1 or 2")


def _check_title(title: object) -> None:
    if not isinstance(title, str) or not 1 <= len(title.strip()) <= LONGEST_TITLE:
        raise Misconfigured(f'title = "..." has 1 to {LONGEST_TITLE} letters')


def _format(value: object) -> str:
    return format_text(value) if isinstance(value, str) else str(value)
