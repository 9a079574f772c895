"""Numbers, shares and money as each language writes them (CLDR 46: `numbers` of en-GB and fr).

Our own, for two languages: Babel is 36 MB unpacked, of the 250 that a function may have in all.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from types import MappingProxyType

NARROW, WIDE = "\u202f", "\u00a0"
"""Spaces at which no line breaks: within a number, and before a unit."""

MINUS = "\u2212"
_EXACT = Context(prec=700)
"""Digits of the largest double and of the smallest: Decimal's own 28 refuse to round 1e30."""

Number = float | Decimal

_SIGNS = MappingProxyType({"EUR": "€", "GBP": "£", "USD": "$"})
"""Other currencies are told by their codes, which no reader takes for another."""
_NO_DECIMALS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "XPF"})


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """`before_percent` stands between a number and its sign; `money_first` where the currency comes first."""

    thousands: str
    decimal: str
    before_percent: str
    money_first: bool


STYLES = MappingProxyType(
    {
        "en": NumberStyle(",", ".", "", money_first=True),
        "fr": NumberStyle(NARROW, ",", NARROW, money_first=False),
    }
)


def write_number(style: NumberStyle, value: Number, digits: int) -> str:
    """With so many digits after the decimal sign; a half is rounded away from zero."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT)
    text = f"{exact or abs(exact):,f}"
    return text.translate(str.maketrans(",.-", f"{style.thousands}{style.decimal}{MINUS}"))


def write_share(style: NumberStyle, share: Number, digits: int) -> str:
    """A share of 0 to 1, in per cent."""
    return f"{write_number(style, Decimal(str(share)) * 100, digits)}{style.before_percent}%"


def write_money(style: NumberStyle, amount: Number, currency: str, digits: int | None) -> str:
    """An amount in whole units of a currency; by default with the decimals that it has."""
    if digits is None:
        digits = 0 if currency in _NO_DECIMALS else 2
    signed = write_number(style, amount, digits)
    number = signed.removeprefix(MINUS)
    minus = signed[: -len(number)]
    sign = _SIGNS.get(currency, currency)
    if not style.money_first:
        return f"{minus}{number}{WIDE}{sign}"
    return f"{minus}{sign}{'' if currency in _SIGNS else WIDE}{number}"


def write_money_pattern(style: NumberStyle, currency: str) -> str:
    """How a spreadsheet writes amounts of a currency: its sign is a text, the numbers are the reader's."""
    number = "#,##0" if currency in _NO_DECIMALS else "#,##0.00"
    sign = f'"{_SIGNS.get(currency, currency)}"'
    if not style.money_first:
        return f"{number}{WIDE}{sign}"
    return f"{sign}{'' if currency in _SIGNS else WIDE}{number}"


def choose_digits(value: Number) -> int:
    """How many digits tell a number of which nothing else is known: none of a whole one, else two, or of less
    than one its first three that are no zero."""
    if value == int(value):
        return 0
    return max(2, 2 - Decimal(str(value)).adjusted())
