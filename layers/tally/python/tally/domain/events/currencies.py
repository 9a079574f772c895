"""One label for one currency: its code of ISO 4217."""

import json
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType

from tally.domain.events.spelling import LONGEST_SPELLING

CURRENCY_CODES = "currency_codes.json"
"""All of ISO 4217, former ones too. Written by tables/write_labels.py."""

_SIGNS = MappingProxyType(
    {
        **{"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₩": "KRW"},
        **{"₺": "TRY", "₴": "UAH", "₪": "ILS", "₫": "VND", "฿": "THB", "₱": "PHP", "₦": "NGN", "₸": "KZT"},
        **{"ZŁ": "PLN", "KČ": "CZK", "FT": "HUF", "ЛВ": "BGN", "ЛВ.": "BGN", "SFR": "CHF", "SFR.": "CHF"},
        **{"US$": "USD", "$US": "USD", "R$": "BRL", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD"},
        **{"NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "SG$": "SGD", "NT$": "TWD", "MX$": "MXN"},
        **{"元": "CNY", "人民币": "CNY", "CN¥": "CNY", "RMB": "CNY", "円": "JPY", "JP¥": "JPY"},
    }
)
"""Signs that one currency has to itself in shops (our decision): `$`, `¥`, `kr`, `Rs` and `Fr` are several's.
`£` is taken for sterling, for the other pounds are written with a letter before it (E£, L£)."""

THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies with a thousandth as their smallest unit (ISO 4217): their `1.200` is one and a fifth."""


def currency_code(text: str) -> str | None:
    """`EUR` of `eur`, ` EUR ` or `€`; None of what names no currency, or more than one."""
    return None if len(text) > LONGEST_SPELLING else _find_code(text)


@lru_cache(4096)
def _find_code(text: str) -> str | None:
    word = "".join(text.upper().split())
    return word if word in _read_codes() else _SIGNS.get(word)


@cache
def _read_codes() -> frozenset[str]:
    table = resources.files("tally.domain.events").joinpath(CURRENCY_CODES).read_text("utf-8")
    return frozenset(json.loads(table))
