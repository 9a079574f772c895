"""Lists of JSON values as Arrow arrays: as they are when all fit, one by one when some do not.

Values that do not fit become faults of their row (`Faults`), with the field as the sender knows it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from msgspec import DecodeError

from tally.adapters.landing.exact_json import exact_json
from tally.adapters.landing.wire_fields import Json, WireFormat, find, sole_path
from tally.domain.collecting.rejection import Reason, Rejection
from tally.domain.events import json_values

Arrays = dict[str, "pa.Array[Any]"]
"""Columns by name, one value a row of the chunk."""

_NONE = type(None)
_TEXT: frozenset[type] = frozenset({str, _NONE})
_ID_ENDINGS = ("_id", "sku")
_NUMBER: frozenset[type] = frozenset({int, float, _NONE})

_NOISE = 0.01
_MOST_UNITS = 1e13
"""Below it a double is within 0.002 of any number of its column's smallest units: millionths of an amount,
ten thousandths of a quantity. Beyond, and where it is farther off, the digits as sent decide."""

_SHORT = 1e9
"""Below it the shortest digits of a double are those that were sent, to six decimals: 15 digits survive."""


@dataclass
class Faults:
    """The first thing wrong with each bad row of a chunk, and the events as sent to look things up in."""

    wire: WireFormat
    raws: Sequence[bytes]
    found: dict[int, Rejection] = field(default_factory=dict)

    def add(self, row: int, rejection: Rejection) -> None:
        """Note what is wrong with a row, unless something was already."""
        self.found.setdefault(row, rejection)

    def as_sent(self, row: int, column: str) -> tuple[str, Any]:
        """Path and value of a column in the event as sent, numbers with all their digits."""
        return find(self.wire, self._exact[row], column)

    def path_of(self, row: int, column: str) -> str:
        """The path alone, for which the event is read again only where it can stand in several places."""
        return sole_path(self.wire, column) or self.as_sent(row, column)[0]

    def has(self, row: int) -> bool:
        """Whether something is wrong with this row."""
        return row in self.found

    def exact(self, row: int, column: str, value: object) -> object:
        """The value with all its digits; one that did not come with the event itself is taken as it is."""
        if type(value) is not float:
            return value
        found = self.as_sent(row, column)[1]
        return Decimal(repr(value)) if found is None else found

    def exact_property(self, row: int, name: str, value: object) -> object:
        """The same of a property that no column took."""
        if type(value) is not float:
            return value
        if abs(value) < _SHORT:
            return Decimal(repr(value))
        event = self._exact[row]
        properties = event.get("properties")
        found = properties.get(name) if isinstance(properties, dict) else None
        found = event.get(name) if found is None else found  # it stood beside them
        return Decimal(repr(value)) if found is None else found

    def wrong_type(self, row: int, column: str, error: ValueError) -> None:
        """Note a value that its column cannot take."""
        if not self.has(row):
            path, _ = self.as_sent(row, column)
            self.add(row, Rejection(Reason.WRONG_TYPE, f"{path}: {error}", field=path))

    @cached_property
    def _exact(self) -> "_ExactEvents":
        return _ExactEvents(self.raws)


class _ExactEvents(dict[int, Json]):
    """Events parsed again on demand, with Decimals in place of floats."""

    def __init__(self, raws: Sequence[bytes]) -> None:
        super().__init__()
        self._raws = raws

    def __missing__(self, row: int) -> Json:
        try:
            self[row] = exact_json(self._raws[row])
        except (DecodeError, RecursionError):  # refused already; or nested to the limit, and parsed less deep
            self[row] = {}
        return self[row]


def read_texts(column: str, values: list[Any], faults: Faults) -> list[str | None]:
    """These values as text, None for those that are none."""
    if set(map(type, values)) <= _TEXT:
        return values
    read = json_values.id_text if column.endswith(_ID_ENDINGS) else json_values.text
    return _read_one_by_one(column, values, _TEXT, read, faults)


def read_side_texts(values: list[Any], read_odd: Callable[[int, Any], str | None]) -> list[str | None]:
    """The same for what is no id: `read_odd` is asked for (place, value) of each that is no text."""
    if set(map(type, values)) <= _TEXT:
        return values
    return [value if type(value) in _TEXT else read_odd(place, value) for place, value in enumerate(values)]


def read_array(column: str, kind: pa.DataType, values: list[Any], faults: Faults) -> "pa.Array[Any]":
    """These values as a column of this Arrow type: text, or the decimals of amounts and quantities."""
    if pa.types.is_string(kind):
        try:
            return pa.array(values, kind)
        except pa.ArrowTypeError:  # something else than text among them
            return pa.array(read_texts(column, values, faults), kind)
    ready = _read_numbers(values, kind) if set(map(type, values)) <= _NUMBER else None
    read = json_values.quantity if column == "quantity" else json_values.amount
    return ready or pa.array(_read_one_by_one(column, values, frozenset({_NONE}), read, faults), kind)


def _read_one_by_one(
    column: str,
    values: list[Any],
    fitting: frozenset[type],
    read: Callable[[object], Any],
    faults: Faults,
) -> list[Any]:
    """Each value read exactly; those of a fitting type are trusted.

    Of a row that is refused already no more is read: one event may hold hundreds of bad values.
    """
    out: list[Any] = []
    for row, value in enumerate(values):
        if type(value) in fitting:
            out.append(value)
            continue
        if faults.has(row):
            out.append(None)
            continue
        try:
            out.append(read(faults.exact(row, column, value)))
        except ValueError as error:
            faults.wrong_type(row, column, error)
            out.append(None)
    return out


def _read_numbers(values: list[Any], kind: Any) -> "pa.Array[Any] | None":
    """All at once, when each is plainly a number of the column's smallest units."""
    try:
        numbers = pa.array(values, pa.float64())
    except pa.ArrowInvalid:  # an integer beyond 2^53
        return None
    units = pc.multiply(numbers, 10.0**kind.scale)
    noise = pc.max(pc.abs(pc.subtract(units, pc.round(units)))).as_py()
    largest = pc.max(pc.abs(units)).as_py()
    if noise is not None and (noise > _NOISE or largest >= _MOST_UNITS):
        return None
    return pc.cast(numbers, kind)
