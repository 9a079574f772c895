"""Reading one JSON value as a column's type without losing anything of it.

Each function takes what an exact JSON parser gives (str, int, Decimal, bool, dict, list, None) and raises
ValueError with a sentence for the sender when the value does not fit.
"""

import re
from decimal import Decimal

from tally.domain.events.currencies import THREE_DECIMALS, currency_code

_NUMBER = re.compile(r"[+-]?([0-9]{1,40}([.,][0-9]{0,40})?|[.,][0-9]{1,40})")
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_MICRO, _WEIGHT = Decimal("0.000001"), Decimal("0.0001")
_AMOUNT_LIMIT = Decimal(10) ** 14
_QUANTITY_LIMIT = Decimal(10) ** 9
"""With these no sum of price x quantity over the lines of an event (1 MiB) leaves Trino's 38 digits."""

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


def amount(value: object) -> Decimal | None:
    """Money in units, rounded to six decimals, also as text; empty text is no value.

    No currency divides further: what lies beyond is a float's noise, or a division's (10 / 3).
    """
    number = _read_number(value, "this is an amount: send a number such as 12.50, without currency")
    if number is None:
        return None
    if abs(number) >= _AMOUNT_LIMIT:
        raise ValueError("an amount has at most 14 digits before the point")
    return number.quantize(_MICRO)


def amount_of(currency: object, value: object) -> object:
    """The amount, so written that it has one meaning: 1.200 dinars are no thousand of them."""
    if type(value) is not str or type(currency) is not str or not _AMBIGUOUS.fullmatch(value.strip()):
        return value
    return f"{value.strip()}0" if "." in value and currency_code(currency) in THREE_DECIMALS else value


def quantity(value: object) -> Decimal | None:
    """Units, or a weight, rounded to four decimals, also as text; empty text is no value."""
    number = _read_number(value, "this is a quantity: send a number such as 2 or 0.350")
    if number is None:
        return None
    if abs(number) >= _QUANTITY_LIMIT:
        raise ValueError("a quantity has at most 9 digits before the point")
    return number.quantize(_WEIGHT)


def _read_number(value: object, sentence: str) -> Decimal | None:
    """Numbers of JSON with all their digits; text where it can be read in one way only."""
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        raise ValueError(sentence)
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise ValueError(sentence)
    if _AMBIGUOUS.fullmatch(value):
        raise ValueError("a text with three decimals may have a mark between its thousands: send a number")
    return Decimal(value.replace(",", "."))
