"""How a visitor came: the id of the click with its parameter's name, and campaign tags.

What no property says is read from the page's address: SDKs of servers, and our own JSON, send that alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from tally.adapters.landing.event_oddities import Oddities
from tally.adapters.landing.wire_fields import Columns, fill
from tally.domain.events import json_values
from tally.domain.events.click_ids import CLICK_IDS, UTM_TAGS
from tally.domain.events.oddities import Oddity

_TAGS = frozenset((*UTM_TAGS, *CLICK_IDS))
_TAG = re.compile(rf"[?&#]({'|'.join(sorted(_TAGS))})=", re.IGNORECASE)
_BETWEEN = re.compile("[?#]")
_LONGEST_ADDRESS = 10_000
"""Browsers and servers take less; what stands behind is not looked into."""


def read_campaigns(columns: Columns, oddities: Oddities, is_kept: Callable[[str], bool]) -> None:
    """Add `click_id`, `click_id_name` and missing campaign tags to these columns.

    `is_kept`: whether the plan leaves a property of this name as it is; else it is not read from the address.
    """
    rows = len(oddities.rest)
    sent = [(name, columns.pop(name)) for name in CLICK_IDS if name in columns]
    for name, values in sent:
        ids = [_read_click(name, row, value, oddities) for row, value in enumerate(values)]
        _add_clicks(columns, name, ids)
    addresses = columns.get("url")
    if addresses is None:
        return
    found: dict[str, list[Any]] = {}
    with_query = [pair for pair in enumerate(addresses) if type(pair[1]) is str and "=" in pair[1]]
    for row, address in with_query:
        for name, value in _read_tags(address[:_LONGEST_ADDRESS], _list_missing(columns, row)):
            if is_kept(name):
                found.setdefault(name, [None] * rows)[row] = value
    for name in UTM_TAGS:
        if name in found:
            columns[name] = [None if value == "" else value for value in columns.get(name) or [None] * rows]
            fill(columns, name, found[name])
    for name in CLICK_IDS:
        if name in found:
            _add_clicks(columns, name, found[name])


def _read_click(name: str, row: int, value: Any, oddities: Oddities) -> str | None:
    """The id as text; another value is told, and stays in the properties as it is."""
    if value is None or value == "":
        return None
    text = None if isinstance(value, float) else json_values.side_text(value)
    if text is None or isinstance(value, list):
        oddities.note(row, Oddity.ODD_VALUE, name)
    return text


def _add_clicks(columns: Columns, name: str, ids: list[str | None]) -> None:
    """Ids of this parameter where no click is known yet, with its name."""
    known = [None if value == "" else value for value in columns.get("click_id") or [None] * len(ids)]
    named = [name if new is not None and old is None else None for old, new in zip(known, ids, strict=True)]
    columns["click_id"] = known
    fill(columns, "click_id", ids)
    fill(columns, "click_id_name", named)


def _list_missing(columns: Columns, row: int) -> Iterator[str]:
    """Tags of which no property of this event told."""
    for name in UTM_TAGS:
        if name not in columns or not columns[name][row]:
            yield name
    if "click_id" not in columns or not columns["click_id"][row]:
        yield from CLICK_IDS


def _read_tags(address: str, wanted: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(tag, value) of those in an address that are wanted; the first of each counts."""
    present = {name.lower() for name in _TAG.findall(address)}
    missing = present.intersection(wanted) if present else present
    if not missing:
        return
    for part in _BETWEEN.split(address)[1:]:
        for name, value in parse_qsl(part):
            if name.lower() in missing and value.strip():
                missing.discard(name.lower())
                yield name.lower(), value
