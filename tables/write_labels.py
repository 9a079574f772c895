"""Writes the names of countries and the codes of currencies that landing knows, and what people read of a
country, from CLDR (by Babel).

    python -m tables.write_labels

Countries are those of ISO 3166-1, and Kosovo's XK, which has no code there and is used by everybody. A name
that two countries share in different languages is the one's that bears it in English, else nobody's.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from babel import Locale
from babel.core import get_global
from babel.numbers import list_currencies
from tally.domain.events.countries import COUNTRY_NAMES
from tally.domain.events.currencies import CURRENCY_CODES
from tally.domain.events.spelling import bare_label
from tally.domain.words.place_words import SHOWN_COUNTRIES
from tally.domain.words.words import LANGUAGES as SHOWN_LANGUAGES

DOMAIN = Path(__file__).resolve().parent.parent / "layers/tally/python/tally/domain"
FOLDER, WORDS = DOMAIN / "events", DOMAIN / "words"

LANGUAGES = (
    *("en", "de", "fr", "it", "es", "pt", "pt_PT", "nl", "pl", "cs", "sk", "sl", "hr", "sr", "sr_Latn", "hu"),
    *("ro", "bg", "el", "da", "sv", "nb", "fi", "et", "lv", "lt", "mt", "ga", "is", "tr", "uk", "ru", "ca"),
    *("ja", "zh", "zh_Hant", "ko", "ar", "he", "th", "vi", "id", "hi", "fa"),
)
"""English first; then those of the European Union, of its neighbours, and others that many shops write."""

_NOT_IN_ISO = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""CLDR's own, and those that ISO only reserves."""

_OTHER_NAMES = {
    "BA": ["Bosnia"],
    "BN": ["Brunei Darussalam"],
    "BO": ["Bolivia, Plurinational State of", "Plurinational State of Bolivia"],
    "CD": ["Congo, Democratic Republic of the", "Democratic Republic of the Congo", "DR Congo", "DRC"],
    "CG": ["Republic of the Congo"],
    "CI": ["Ivory Coast"],
    "CV": ["Cabo Verde"],
    "CZ": ["Czech Republic"],
    "DE": ["Federal Republic of Germany", "BRD"],
    "FK": ["Falkland Islands (Malvinas)"],
    "FM": ["Micronesia, Federated States of", "Federated States of Micronesia"],
    "GB": [
        *("Great Britain", "United Kingdom of Great Britain and Northern Ireland", "Britain"),
        *("England", "Scotland", "Wales", "Northern Ireland", "U.K."),
    ],
    "GR": ["EL", "Hellas"],
    "HK": ["Hong Kong"],
    "IR": ["Iran, Islamic Republic of", "Islamic Republic of Iran"],
    "KP": ["Korea, Democratic People's Republic of"],
    "KR": ["Korea, Republic of", "Republic of Korea", "Korea"],
    "LA": ["Lao People's Democratic Republic"],
    "MD": ["Moldova, Republic of", "Republic of Moldova"],
    "MK": ["Macedonia", "FYROM"],
    "MM": ["Burma"],
    "MO": ["Macau", "Macao"],
    "NL": ["Holland", "Netherlands, Kingdom of the", "The Netherlands"],
    "PS": ["Palestine", "Palestine, State of", "State of Palestine"],
    "RU": ["Russian Federation"],
    "SY": ["Syrian Arab Republic"],
    "SZ": ["Swaziland"],
    "TL": ["East Timor"],
    "TR": ["Turkey"],
    "TW": ["Taiwan, Province of China"],
    "TZ": ["Tanzania, United Republic of", "United Republic of Tanzania"],
    "US": ["United States of America", "U.S.", "America"],
    "VA": ["Holy See", "Vatican"],
    "VE": ["Venezuela, Bolivarian Republic of", "Bolivarian Republic of Venezuela"],
    "VN": ["Viet Nam"],
    "XK": ["XKX", "XKK"],
}
"""ISO's own English names where CLDR has shorter ones, and what people write."""

_NO_MONEY = frozenset({"XXX", "XTS"})


def country_names() -> dict[str, list[str]]:
    """Alpha-2 code -> its other spellings, as `bare_label` writes them."""
    owners: dict[str, str] = {code.lower(): code for code in _list_codes()}
    claimed: dict[str, set[str]] = {}
    for name, code, is_certain in _list_names():
        if is_certain:
            owners.setdefault(name, code)
        elif name not in owners:
            claimed.setdefault(name, set()).add(code)
    owners |= {name: next(iter(codes)) for name, codes in claimed.items() if len(codes) == 1}
    found: dict[str, list[str]] = {code: [] for code in _list_codes()}
    for name, code in sorted(owners.items()):
        if name != code.lower():
            found[code].append(name)
    return found


def shown_countries() -> dict[str, dict[str, str]]:
    """Language -> code -> what people read."""
    return {
        language: {code: Locale(language).territories[code] for code in _list_codes()}
        for language in SHOWN_LANGUAGES
    }


def currency_codes() -> list[str]:
    """Codes of ISO 4217, those of former currencies too: old orders come by import."""
    return sorted(code for code in list_currencies() if code not in _NO_MONEY)


def _list_codes() -> list[str]:
    codes = map(str, Locale("en").territories)
    return sorted(code for code in codes if len(code) == 2 and code.isalpha() and code not in _NOT_IN_ISO)


def _list_names() -> Iterator[tuple[str, str, bool]]:
    """(name, code, whether no other country's name comes before it)."""
    codes = set(_list_codes())
    for code, names in _OTHER_NAMES.items():
        for name in names:
            yield bare_label(name), code, True
    for alias, heirs in get_global("territory_aliases").items():
        if len(heirs) == 1 and heirs[0] in codes:
            yield bare_label(alias), heirs[0], True
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in codes:
                yield bare_label(name), code, language == "en"


def write() -> None:
    """Write all files."""
    for language, shown in shown_countries().items():
        file = WORDS / SHOWN_COUNTRIES.format(language=language)
        file.write_text(json.dumps(shown, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    names = ",\n".join(
        f"{json.dumps(code)}: {json.dumps(each, ensure_ascii=False)}"
        for code, each in country_names().items()
    )
    FOLDER.joinpath(COUNTRY_NAMES).write_text(f"{{\n{names}\n}}\n", encoding="utf-8")
    FOLDER.joinpath(CURRENCY_CODES).write_text(json.dumps(currency_codes()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
