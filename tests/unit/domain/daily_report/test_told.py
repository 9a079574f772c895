"""What a mail says: the page's figures in words, what is wrong, and where the change came from."""

from datetime import UTC, date, datetime

import pytest
from tally.domain.daily_report.fault_words import KNOWN, tell_fault
from tally.domain.daily_report.report import Fault, read_report
from tally.domain.daily_report.told import MailLinks, ToldReport, tell_missing, tell_report
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.words import Words

from tests.unit.domain.daily_report.published import ENGLISH, FRENCH, KPIS, File, home

NOW = datetime(2026, 3, 4, 7, tzinfo=UTC)
NARROW, WIDE = "\u202f", "\u00a0"


def tell(words: Words = ENGLISH, file: File | None = None, kpis: tuple[str, ...] = ()) -> ToldReport:
    report = read_report(file or home(), KPIS, kpis, NOW, ShopClock("Europe/Rome"))
    return tell_report(report, words, "Europe/Rome", MailLinks("https://tally.shop.example/"))


def test_a_figure_has_its_verdict_its_interval_and_last_weeks_weekday() -> None:
    told = tell()
    assert told.subject == "Tally: Tuesday 3 March 2026, €51,582.40, disputed"
    figures = {each.kpi: each for each in told.figures}
    money = figures["net_revenue"]
    assert (money.value, money.verdict_word) == ("€51,582.40", "disputed")
    assert money.interval == "Had nothing been lost: €51,582.40 to €53,317.50"
    assert money.comparison == "+9.9% against Tuesday last week (€46,935.50)"
    assert figures["orders"].interval == "Had nothing been lost: 467 to 476"
    share = figures["conversion_rate_by_visitor"]
    assert share.comparison == "\N{MINUS SIGN}1.6 points against Tuesday last week (25.0%)"
    assert figures["average_order_value"].comparison is None
    assert figures["new_buyers"].comparison == "+204 against Tuesday last week (0)"


def test_in_french() -> None:
    told = tell(FRENCH)
    assert told.title == "Mardi 3 mars 2026"
    assert told.figures[3].comparison == (
        f"+9,9{NARROW}% par rapport au mardi précédent (46{NARROW}935,50{WIDE}€)"
    )


def test_in_its_first_week_a_day_stands_against_the_day_before() -> None:
    [orders] = tell(
        file=home(changes={**home()["changes"], "before": "2026-03-02"}), kpis=("orders",)
    ).figures
    assert orders.comparison == "+9.9% against the day before (425)"


def test_what_is_wrong_says_what_to_do() -> None:
    [wrong, where] = tell().below
    assert (wrong.title, wrong.is_warning) == (
        "One thing is wrong with this day\N{RIGHT SINGLE QUOTATION MARK}s data",
        True,
    )
    [sentence] = wrong.sentences
    assert sentence.text.startswith("9 of 92 events “Order Completed” (iOS, 07:00 to 08:00) are missing")
    assert "€1,735.10" in sentence.text
    assert sentence.command == "tally audit --ids --date 2026-03-03"
    platforms, countries, sales = (each.text for each in where.sentences)
    assert platforms.endswith(
        f"iOS{WIDE}+€3,100.00, Web{WIDE}+€1,900.25, Android{WIDE}\N{MINUS SIGN}€353.35."
    )
    assert countries.endswith(f"Italy{WIDE}+€5,000.00, other countries{WIDE}\N{MINUS SIGN}€353.10.")
    assert sales.endswith(
        f"s2{WIDE}+€12,000.00, outside of sales{WIDE}\N{MINUS SIGN}€8,253.60, Flash{WIDE}+€900.50."
    )


def test_without_a_fault_it_says_so() -> None:
    told = tell(file=home(faults=[], changes=None))
    assert told.figures[0].comparison is None
    assert [(each.title, each.is_warning) for each in told.below] == [
        ("Nothing is wrong with this day\N{RIGHT SINGLE QUOTATION MARK}s data", False)
    ]


def test_chosen_kpis_stand_in_their_order_and_may_be_any() -> None:
    told = tell(kpis=("sell_through", "orders", "bots"))
    assert [(each.kpi, each.value) for each in told.figures] == [("sell_through", "62.5%"), ("orders", "467")]
    assert told.figures[0].comparison == "+12.5 points against Tuesday last week (50.0%)"


def test_an_older_day_is_not_told_as_yesterday() -> None:
    [warning] = tell(file=home(day="2026-03-02")).above
    assert warning.title == "These are not yesterday\N{RIGHT SINGLE QUOTATION MARK}s figures"
    assert warning.sentences[0].text.startswith("Monday 2 March 2026 is the last day")
    assert tell().above == []


def test_late_figures_are_not_repeated() -> None:
    told = tell_missing(date(2026, 3, 2), None, ENGLISH, "Europe/Rome", MailLinks())
    assert (told.subject, told.figures, told.link) == (
        "Tally: yesterday\N{RIGHT SINGLE QUOTATION MARK}s figures are late",
        [],
        None,
    )
    assert "Monday 2 March 2026" in told.above[0].sentences[0].text
    nothing = tell(file=home(day=None, kpis=[], faults=[], changes=None))
    assert nothing.above[0].sentences[0].text == "None have been made so far."


@pytest.mark.parametrize("words", [ENGLISH, FRENCH])
@pytest.mark.parametrize("code", [*KNOWN, "of_tomorrow"])
def test_every_fault_has_words(words: Words, code: str) -> None:
    numbers = {
        **{"found": 3, "of": 10, "event": "Order Completed", "platform": "ios", "platforms": ["ios", "web"]},
        **{"first_hour": 7, "last_hour": 23, "reason": "wrong_type", "field": None, "amount": 0},
    }
    sentence = tell_fault(Fault(code, numbers), date(2026, 3, 3), "EUR", words)
    assert sentence.command
    assert len(sentence.text) > 20
    assert "{" not in sentence.text


def test_the_footer_leads_to_where_the_mail_is_changed_and_ended() -> None:
    report = read_report(home(), KPIS, (), NOW, ShopClock("Europe/Rome"))
    links = MailLinks("https://tally.shop.example/", "https://tally.shop.example/end")
    told = tell_report(report, FRENCH, "Europe/Rome", links)
    assert told.ways == [
        ("Choisir son heure, sa langue et ses chiffres", "https://tally.shop.example/#/subscription"),
        ("Se désabonner", "https://tally.shop.example/end"),
    ]
    assert "répondez" not in told.footer
    assert "répondez" in tell_report(report, FRENCH, "Europe/Rome", MailLinks()).footer
