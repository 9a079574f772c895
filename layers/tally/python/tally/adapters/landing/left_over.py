"""What no column took of a chunk's events, as the JSON of the column `properties`."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pyarrow as pa

from tally.adapters.landing.event_columns import Faults
from tally.adapters.landing.wire_fields import Json
from tally.adapters.wire.envelope import refusal
from tally.domain.collecting.receipt import Receipt
from tally.domain.plan.scrubbing import SHORTEST_KEY

_ENCODE = msgspec.json.Encoder().encode

Texts = list[bytes | None]


def left_over(rest: list[Json], receipts: Sequence[Receipt], faults: Faults) -> "pa.Array[Any]":
    """JSON of each event's rest without the write key that it came with; null where nothing is left."""
    texts = _without(_write_keys(receipts), _encoded(rest, faults))
    return pa.array(texts, pa.binary()).view(pa.string())  # JSON is UTF-8: no need to look again


def _encoded(rest: list[Json], faults: Faults) -> Texts:
    try:
        if all(rest):
            return list(map(_ENCODE, rest))
        return [_ENCODE(properties) if properties else None for properties in rest]
    except RecursionError as error:
        texts: Texts = []
        for row, properties in enumerate(rest):
            try:
                texts.append(_ENCODE(properties) if properties else None)
            except RecursionError:
                faults.add(row, refusal(error))
                texts.append(None)
        return texts


def _write_keys(receipts: Sequence[Receipt]) -> list[bytes]:
    """Those of these receipts, as JSON spells them."""
    keys = {receipt.write_key for receipt in receipts}
    return [_ENCODE(key)[1:-1] for key in keys if len(key) >= SHORTEST_KEY]


def _without(write_keys: list[bytes], texts: Texts) -> Texts:
    """A key where none belongs is rare: one look at all texts together."""
    together = b"".join(filter(None, texts)) if write_keys else b""
    for key in write_keys:
        if key in together:
            texts = [text and text.replace(key, b"") for text in texts]
    return texts
