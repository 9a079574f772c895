"""JSON read again with all the digits of its numbers, for what plain reading would round."""

from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

import msgspec

_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode


def exact_json(text: bytes) -> Any:
    """The value of a JSON text, its fractions and exponents as Decimals.

    An exponent beyond a Decimal's 18 digits is read as a float's would be: 1e-10000000000000000000 is 0.
    DecodeError when the text is no JSON or holds a number out of range, RecursionError when it is too deep.
    """
    try:
        return _DECODE(text)
    except InvalidOperation:
        return _DECODE_ANY(text)


def _read_any_number(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        number = float(digits)
    if not isfinite(number):
        raise ValueError("the number is out of range")
    return Decimal(repr(number))


_DECODE_ANY = msgspec.json.Decoder(float_hook=_read_any_number).decode
