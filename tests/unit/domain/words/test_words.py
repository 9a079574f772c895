"""Numbers, money, days and plurals as each language writes them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from tally.domain.reports.kpis import Unit, kpi_named
from tally.domain.words.kpi_words import name_kpi, write_kpi
from tally.domain.words.words import Words, choose_plural

ENGLISH, FRENCH = Words("en"), Words("fr")
NARROW, WIDE, MINUS, DASH = "\u202f", "\u00a0", "\u2212", "\u2013"


@pytest.mark.parametrize(
    ("value", "digits", "english", "french"),
    [
        (0, None, "0", "0"),
        (1_234_567, None, "1,234,567", f"1{NARROW}234{NARROW}567"),
        (-1234.5, None, f"{MINUS}1,234.50", f"{MINUS}1{NARROW}234,50"),
        (0.0417, None, "0.0417", "0,0417"),
        (2.5, 0, "3", "3"),
        (-0.0004, 2, "0.00", "0,00"),
        (Decimal("12.345"), 2, "12.35", "12,35"),
        (1e30, None, "1" + ",000" * 10, "1" + f"{NARROW}000" * 10),
    ],
)
def test_a_number(value: float | Decimal, digits: int | None, english: str, french: str) -> None:
    assert (ENGLISH.number(value, digits), FRENCH.number(value, digits)) == (english, french)


@pytest.mark.parametrize(
    ("amount", "currency", "english", "french"),
    [
        (Decimal("1234.5"), "EUR", "€1,234.50", f"1{NARROW}234,50{WIDE}€"),
        (-3, "CHF", f"{MINUS}CHF{WIDE}3.00", f"{MINUS}3,00{WIDE}CHF"),
        (1200, "JPY", f"JPY{WIDE}1,200", f"1{NARROW}200{WIDE}JPY"),
        (-0.001, "EUR", "€0.00", f"0,00{WIDE}€"),
    ],
)
def test_money(amount: float | Decimal, currency: str, english: str, french: str) -> None:
    assert (ENGLISH.money(amount, currency), FRENCH.money(amount, currency)) == (english, french)


def test_a_share_and_a_change_of_one() -> None:
    assert (ENGLISH.share(0.417), FRENCH.share(0.417)) == ("41.7%", f"41,7{NARROW}%")
    assert (ENGLISH.change(0.03), FRENCH.change(-0.03)) == ("+3.0%", f"{MINUS}3,0{NARROW}%")


@pytest.mark.parametrize(
    ("first", "last", "english", "french"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), "2 March 2026", "2 mars 2026"),
        (date(2026, 3, 1), date(2026, 3, 3), "1 to 3 March 2026", "1er au 3 mars 2026"),
        (
            date(2026, 2, 27),
            date(2026, 3, 1),
            "27 February to 1 March 2026",
            "27 février au 1er mars 2026",
        ),
        (
            date(2025, 12, 31),
            date(2026, 1, 2),
            "31 December 2025 to 2 January 2026",
            "31 décembre 2025 au 2 janvier 2026",
        ),
    ],
)
def test_days(first: date, last: date, english: str, french: str) -> None:
    assert (ENGLISH.days(first, last), FRENCH.days(first, last)) == (english, french)


def test_a_moment_a_weekday_and_a_short_day() -> None:
    moment = datetime(2026, 3, 1, 9, 5)
    assert (ENGLISH.moment(moment), FRENCH.moment(moment)) == ("1 March 2026, 09:05", "1er mars 2026 à 09:05")
    assert ENGLISH.weekday(moment.date()) == "Sunday 1 March 2026"
    assert FRENCH.weekday(moment.date()) == "dimanche 1er mars 2026"
    assert (ENGLISH.short_day(moment.date()), FRENCH.short_day(date(2026, 7, 4))) == ("1 Mar", "4 juil.")


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (0, "other", "one"),
        (1, "one", "one"),
        (1.5, "other", "one"),
        (2, "other", "other"),
        (-1, "other", "one"),
    ],
)
def test_which_form_a_number_takes(number: float, english: str, french: str) -> None:
    assert (choose_plural("en", number), choose_plural("fr", number)) == (english, french)


def test_places_are_written_in_the_language() -> None:
    assert ENGLISH.say("span.days", n=1) == "1 day"
    assert FRENCH.say("span.hours", n=1_000) == f"1{NARROW}000 heures"
    assert FRENCH.say("date.days", first=timedelta(minutes=10), last=date(2026, 3, 1)) == (
        "10 minutes au 1er mars 2026"
    )
    assert FRENCH.several(["Web", "iOS", "Android"]) == "Web, iOS et Android"


def test_a_text_that_there_is_not_is_a_fault_and_a_name_of_a_shops_stands_for_itself() -> None:
    with pytest.raises(KeyError):
        ENGLISH.say("no.such")
    with pytest.raises(TypeError, match="place n"):
        ENGLISH.say("span.days", n="many")
    assert FRENCH.find("platform.kiosk", "kiosk") == "kiosk"
    with pytest.raises(ValueError, match="en, fr"):
        Words("de")


@pytest.mark.parametrize(
    ("unit", "value", "told"),
    [
        (Unit.MONEY, 15, f"15,00{WIDE}€"),
        (Unit.SHARE, 0.5, f"50,0{NARROW}%"),
        (Unit.COUNT, 1200, f"1{NARROW}200"),
        (Unit.RATIO, 1.5, "1,50"),
        (Unit.MINUTES, 12.25, "12,3 min"),
        (Unit.MONEY, None, DASH),
    ],
)
def test_a_kpi(unit: Unit, value: float | None, told: str) -> None:
    assert write_kpi(FRENCH, unit, value, "EUR") == told


def test_the_name_of_a_kpi() -> None:
    assert name_kpi(FRENCH, kpi_named("net_revenue")) == "Chiffre d\u2019affaires net"
