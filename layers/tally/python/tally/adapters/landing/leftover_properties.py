"""What no column took of a chunk's events, as the JSON of the column `properties`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import msgspec
import pyarrow as pa

from tally.adapters.landing.event_fields import EventFields
from tally.adapters.landing.event_ids import EventIds
from tally.adapters.landing.event_times import EventTimes
from tally.adapters.landing.product_lines import ProductLines
from tally.adapters.landing.wire_fields import Json, attach
from tally.adapters.wire.envelope import refusal
from tally.domain.collecting.receipt import Receipt
from tally.domain.collecting.rejection import Rejection
from tally.domain.plan.scrubbing import SHORTEST_KEY

_ENCODE = msgspec.json.Encoder().encode
_WRITE_KEY = attrgetter("write_key")

Texts = list[bytes | None]


@dataclass(frozen=True, slots=True)
class LeftoverProperties:
    """JSON of each event's rest, null where nothing is left; `too_deep`: rows nested too deeply to write."""

    array: "pa.Array[Any]"
    too_deep: Mapping[int, Rejection]


def write_leftovers(
    fields: EventFields, times: EventTimes, ids: EventIds, products: ProductLines
) -> LeftoverProperties:
    """The rest of each event, with what the other steps took and could not keep; without write keys."""
    rest = fields.rest
    for row in times.distrusted:
        attach(rest[row], "$time_as_sent", times.as_sent[row])
    for row, name in ids.renamed.items():
        attach(rest[row], "$event_as_sent", name)
    for row, lines in products.left.items():
        attach(rest[row], "products", lines)
    texts, too_deep = _encode_all(rest)
    texts = _take_out(_spell_write_keys(fields.chunk.receipts), texts)
    array = pa.array(texts, pa.binary()).view(pa.string())  # JSON is UTF-8: no need to look again
    return LeftoverProperties(array, too_deep)


def _encode_all(rest: list[Json]) -> tuple[Texts, Mapping[int, Rejection]]:
    try:
        if all(rest):
            return list(map(_ENCODE, rest)), {}
        return [_ENCODE(properties) if properties else None for properties in rest], {}
    except RecursionError:
        pass
    texts: Texts = []
    too_deep = {}
    for row, properties in enumerate(rest):
        try:
            texts.append(_ENCODE(properties) if properties else None)
        except RecursionError as error:
            too_deep[row] = refusal(error)
            texts.append(None)
    return texts, too_deep


def _spell_write_keys(receipts: Sequence[Receipt]) -> list[bytes]:
    """Those of these receipts, as JSON spells them."""
    return [_ENCODE(key)[1:-1] for key in set(map(_WRITE_KEY, receipts)) if len(key) >= SHORTEST_KEY]


def _take_out(write_keys: list[bytes], texts: Texts) -> Texts:
    """A key where none belongs is rare: one look at all texts together."""
    together = b"".join(filter(None, texts)) if write_keys else b""
    for key in write_keys:
        if key in together:
            texts = [text and text.replace(key, b"") for text in texts]
    return texts
