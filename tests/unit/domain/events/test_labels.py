"""Countries, currencies and platforms by their spellings."""

import pytest
from tally.domain.events.countries import country_code
from tally.domain.events.currencies import currency_code
from tally.domain.events.platforms import platform_label


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        *(("IT", "IT"), ("it", "IT"), ("ITA", "IT"), ("380", "IT"), ("Italia", "IT"), ("Włochy", "IT")),
        *(("Côte d\u2019Ivoire", "CI"), ("IVORY COAST", "CI"), ("cote d'ivoire", "CI"), ("Türkiye", "TR")),
        *(("U.S.A.", "US"), ("United States of America", "US"), ("Korea, Republic of", "KR")),
        *(("日本", "JP"), ("대한민국", "KR"), ("Ελλάδα", "GR"), ("EL", "GR"), ("Kosovo", "XK"), ("XK", "XK")),
        *(("Austria", "AT"), ("Australia", "AU"), ("Niger", "NE"), ("Nigeria", "NG"), ("Georgia", "GE")),
        *((each, None) for each in ("XX", "ZZ", "EU", "T1", "A1", "AP", "", "?", "Atlantis", "I T A L", "9")),
    ],
)
def test_countries(spelling: str, code: str | None) -> None:
    assert country_code(spelling) == code


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        *(("EUR", "EUR"), ("eur ", "EUR"), ("€", "EUR"), ("Euro", "EUR"), ("zł", "PLN"), ("US$", "USD")),
        *(("HRK", "HRK"), ("chf", "CHF"), ("£", "GBP"), ("円", "JPY")),
        *(
            (each, None)
            for each in ("$", "kr", "¥", "Fr", "Rs", "XXX", "XTS", "BTC", "EURO PER KG", "", "E U")
        ),
    ],
)
def test_currencies(spelling: str, code: str | None) -> None:
    assert currency_code(spelling) == code


@pytest.mark.parametrize(
    ("spelling", "label"),
    [
        *(("Web", "web"), ("mobile-web", "web"), ("Browser", "web"), ("iPadOS", "ios"), ("iOS App", "ios")),
        *(
            ("ANDROID", "android"),
            ("Point of Sale", "store"),
            ("in-store", "store"),
            ("server-side", "server"),
        ),
        *((each, None) for each in ("", "all", "unknown", "alexa", "w")),
    ],
)
def test_platforms(spelling: str, label: str | None) -> None:
    assert platform_label(spelling) == label
