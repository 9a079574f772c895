"""The tables in the repository are what their program makes of the pinned CLDR."""

import json

from tally.domain.events.countries import COUNTRY_NAMES
from tally.domain.events.currencies import CURRENCY_CODES
from tally.domain.words.place_words import SHOWN_COUNTRIES

from tables.write_labels import FOLDER, WORDS, country_names, currency_codes, shown_countries

COUNTRIES = 249
"""Of ISO 3166-1, as of 2026."""


def test_the_tables_are_up_to_date() -> None:
    assert json.loads(FOLDER.joinpath(COUNTRY_NAMES).read_text(encoding="utf-8")) == country_names()
    assert json.loads(FOLDER.joinpath(CURRENCY_CODES).read_text(encoding="utf-8")) == currency_codes()


def test_what_people_read_of_a_country_is_up_to_date() -> None:
    for language, shown in shown_countries().items():
        file = WORDS / SHOWN_COUNTRIES.format(language=language)
        assert json.loads(file.read_text(encoding="utf-8")) == shown
    assert shown_countries()["fr"]["DE"] == "Allemagne"


def test_they_hold_what_iso_lists() -> None:
    assert len(country_names().keys() - {"XK"}) == COUNTRIES
    assert {"EUR", "USD", "XOF", "HRK"} <= set(currency_codes())
    assert all(names for names in country_names().values())
