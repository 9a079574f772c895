"""Subscriptions as settings: what is read, and what is said of what cannot be."""

import pytest
from tally.domain.daily_report.subscription import WEEKDAYS, Subscription
from tally.domain.errors import Misconfigured
from tally.domain.settings.setting import SettingAddress, check_text
from tally.domain.settings.subscription_text import parse_subscription

from tests.settings import NOW

ANA = 'email = "ana@shop.example"\n'


def test_an_address_is_enough() -> None:
    assert parse_subscription(ANA) == Subscription("ana@shop.example", 8, "en", (), WEEKDAYS)


def test_all_of_it() -> None:
    text = ANA + 'hour = 0\nlanguage = "fr"\nkpis = ["orders", "visitors"]\nweekdays = ["friday", "monday"]\n'
    assert parse_subscription(text) == Subscription(
        "ana@shop.example", 0, "fr", ("orders", "visitors"), ("monday", "friday")
    )
    assert parse_subscription(ANA + "weekdays = []").weekdays == ()


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("hour = 8", 'write email = "ana@shop.example"'),
        ('email = "Ana <ana@shop.example>"', "email is an address"),
        ('email = "ana@shop.example\\nBcc: b@x.example"', "email is an address"),
        ('email = "a@b.example,c@d.example"', "email is an address"),
        (ANA + "hour = 24", "from 0 to 23"),
        (ANA + "hour = true", "from 0 to 23"),
        (ANA + 'language = "de"', "one of en, fr"),
        (ANA + 'kpis = ["net_revenu"]', "did you mean net_revenue"),
        (ANA + "kpis = []", "leave the line out"),
        (ANA + 'weekdays = ["Monday"]', "use monday, tuesday"),
        (ANA + "hours = 8", "there is no key 'hours'"),
    ],
)
def test_what_is_none_is_told(text: str, advice: str) -> None:
    with pytest.raises(Misconfigured, match=rf"subscription/ana: .*{advice}"):
        check_text(SettingAddress.parse("subscription/ana"), text, NOW)
