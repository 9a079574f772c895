"""Places as people call them, in both languages."""

import pytest
from tally.domain.words.place_words import name_place
from tally.domain.words.words import Words


@pytest.mark.parametrize(
    ("which", "name", "english", "french"),
    [
        ("country", "DE", "Germany", "Allemagne"),
        ("country", "others", "other countries", "autres pays"),
        ("country", "all", "all countries", "tous les pays"),
        ("country", "Narnia", "Narnia", "Narnia"),
        ("region", "IT-Lazio", "Lazio", "Lazio"),
        ("region", "Île-de-France", "Île-de-France", "Île-de-France"),
        ("platform", "store", "Store", "Magasin"),
        ("platform", "kiosk", "kiosk", "kiosk"),
        ("sale", "others", "outside of sales", "hors ventes"),
        ("profile", "new", "New", "Nouveaux"),
        ("profile", "vip", "vip", "vip"),
    ],
)
def test_a_place(which: str, name: str, english: str, french: str) -> None:
    told = [name_place(Words(language), which, name) for language in ("en", "fr")]
    assert told == [english, french]
