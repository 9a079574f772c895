"""Columns whose values are labels of one list each: platforms, countries, currencies.

Distinct texts are looked up once a chunk; an event is touched only where its text is not the label itself.
"""

from collections.abc import Mapping
from typing import Any, cast

import pyarrow as pa

from tally.adapters.landing.event_columns import Arrays
from tally.adapters.landing.event_fields import EventFields
from tally.adapters.landing.wire_fields import attach
from tally.domain.events.labels import LABEL_OF
from tally.domain.events.oddities import Oddity


def read_labels(fields: EventFields) -> Arrays:
    """These columns, those that some event has; null where a text is blank or no label of the list."""
    return {column: _read_column(column, fields) for column in LABEL_OF if column in fields.columns}


def _read_column(column: str, fields: EventFields) -> "pa.Array[Any]":
    texts = _read_texts(column, fields)
    encoded = texts.dictionary_encode()
    sent = cast("list[str]", encoded.dictionary.to_pylist())
    labels = list(map(LABEL_OF[column], sent))
    if labels == sent:
        return texts
    other = {text: label for text, label in zip(sent, labels, strict=True) if _is_another(text, label)}
    if other:
        _keep_as_sent(column, texts.to_pylist(), fields, other)
    return pa.array(labels, pa.string()).take(encoded.indices)


def _read_texts(column: str, fields: EventFields) -> "pa.Array[Any]":
    try:
        return pa.array(fields.columns[column], pa.string())
    except pa.ArrowTypeError:
        return pa.array(fields.side_texts(column), pa.string())


def _is_another(text: str, label: str | None) -> bool:
    """Whether more than case and blanks differ."""
    return text.strip().casefold() != (label or "").casefold()


def _keep_as_sent(
    column: str, texts: list[str | None], fields: EventFields, other: Mapping[str, str | None]
) -> None:
    """Texts that are not their label stay in the properties; those that have none are told."""
    for row, (text, value) in enumerate(zip(texts, fields.columns[column], strict=True)):
        if text is None or text not in other:
            continue
        if not isinstance(value, list):  # it is set aside already
            attach(fields.rest[row], column, value)
            if other[text] is None:
                fields.oddities.note(row, Oddity.UNKNOWN_LABEL, column)
