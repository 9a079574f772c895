"""Doubles as text: Trino always writes an exponent, 1.0E2 for a hundred."""

import math
from decimal import Decimal


def double_text(number: float) -> str:
    """The text of CAST(double AS VARCHAR)."""
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else f"{'-' if number < 0 else ''}Infinity"
    sign, digits, exponent = Decimal(repr(number)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    start = "-" if sign else ""
    if not text:
        return f"{start}0E0"
    return f"{start}{text[0]}.{text[1:] or '0'}E{int(exponent) + len(digits) - 1}"
