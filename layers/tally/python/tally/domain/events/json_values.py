"""Reading one JSON value as a column's type without losing anything of it.

Each function takes what an exact JSON parser gives (str, int, Decimal, bool, dict, list, None) and raises
ValueError with a sentence for the sender when the value does not fit.
"""

import re
from decimal import Decimal

_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_CENT = Decimal("0.01")
_NOISE = Decimal("0.000001")
"""What binary floating point adds to a sum of cents (0.1 + 0.2) stays far below this."""

_INT_LIMIT = 2**31
_AMOUNT_LIMIT = Decimal(10) ** 16
_TEXT_DIGITS = 4000
"""Python refuses to write integers of more than 4,300 digits."""


def text(value: object) -> str | None:
    """Text as it is, a number as its digits."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < _TEXT_DIGITS * 3:
        return str(value)
    if isinstance(value, Decimal):
        return str(value)
    raise ValueError("this is text: send a string")


def id_text(value: object) -> str | None:
    """Text as it is; a whole number as its digits, however it was written: 4711.0 is 4711, 1e3 is 1000."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    if not isinstance(value, Decimal) or not value.is_finite():
        return text(value)
    if value == value.to_integral_value() and value.adjusted() < _TEXT_DIGITS:
        return str(int(value))
    digits = str(value)
    return digits if "E" in digits else digits.rstrip("0")


def joined_text(value: object) -> str | None:
    """A list of texts and numbers joined by commas; of anything else, and of an empty list, nothing."""
    if not isinstance(value, list) or not value:
        return None
    if any(isinstance(each, bool) or not isinstance(each, str | int | float) for each in value):
        return None
    return ",".join(map(str, value))


def side_text(value: object) -> str | None:
    """Text, a number as its digits, a list joined; nothing of anything else."""
    try:
        return text(value)
    except ValueError:
        return joined_text(value)


def integer(value: object) -> int | None:
    """A whole number of 32 bits, also as text or with an empty fraction; empty text is no value."""
    number = _read_number(value, "this is a whole number: send it without quotes or fraction")
    if number is None:
        return None
    if number != number.to_integral_value() or not -_INT_LIMIT <= number < _INT_LIMIT:
        raise ValueError("this is a whole number between -2147483648 and 2147483647")
    return int(number)


def amount(value: object) -> Decimal | None:
    """Money in units with two decimals, also as text; empty text is no value."""
    number = _read_number(value, "this is an amount: send a number such as 12.50, without currency")
    if number is None:
        return None
    if abs(number) >= _AMOUNT_LIMIT:
        raise ValueError("an amount has at most 16 digits before the point")
    cents = number.quantize(_CENT)
    if abs(cents - number) > _NOISE:
        raise ValueError("an amount has at most two decimals: round it before sending")
    return cents


def _read_number(value: object, sentence: str) -> Decimal | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        raise ValueError(sentence)
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        return Decimal(value)
    raise ValueError(sentence)
