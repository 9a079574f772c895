"""change_subscription: what ends a daily report, also where a run ends in between."""

import pytest
from tally.domain.daily_report.returned_mail import ReturnedMail
from tally.domain.settings.setting import SettingAddress

from tests.fakes import Journal, Killed
from tests.settings import writer
from tests.subscriptions import Shop

CAME_BACK = [ReturnedMail("ana@shop.example", "bounced"), ReturnedMail("leo@shop.example", "complained")]


def test_of_two_subscriptions_the_one_that_counts_is_ended() -> None:
    shop = Shop()
    put = writer(shop.settings).put
    for name in ("ana-two", "ana-one"):
        put(SettingAddress("subscription", name), 'email = "ana@shop.example"\nlanguage = "en"\nhour = 5')
    ended = shop.changer().end("ANA@shop.example", "the link of a mail")
    assert (ended.language, ended.hour, ended.weekdays) == ("en", 5, ())
    numbers = {each.address.name: each.number for each in shop.settings.list_newest()}
    assert numbers == {"ana-one": 2, "ana-two": 1}


def test_an_executive_has_one_from_then_on_whose_name_tells_no_address() -> None:
    shop = Shop()
    shop.changer().end("chief@shop.example", "the link of a mail")
    [version] = shop.settings.list_newest()
    assert version.address.name.startswith("own-")
    assert "chief" not in version.address.name
    assert "weekdays = []" in str(version.text)


@pytest.mark.parametrize("effects", range(3))
def test_killed_anywhere_both_end_and_both_are_told(effects: int) -> None:
    shop = Shop()
    shop.settings.journal = Journal(killed_before=effects)
    try:
        shop.changer().end_returned(CAME_BACK)
    except Killed:
        shop.settings.journal = Journal()
        shop.changer().end_returned(CAME_BACK)
    assert [str(each.text).count("weekdays = []") for each in shop.settings.list_newest()] == [1, 1]
    assert {text.split()[0] for text in shop.told} == {mail.email for mail in CAME_BACK}
    assert shop.changer().end_returned(CAME_BACK) == 0


def test_what_a_newer_tally_wrote_is_passed_over() -> None:
    shop = Shop()
    shop.changer().end("ana@shop.example", "the link of a mail")
    [version] = shop.settings.list_newest()
    newer = SettingAddress("subscription", "another")
    assert shop.settings.add(type(version)(newer, 1, "shape = 2", "later", version.written_at))
    assert shop.changer().end_returned(CAME_BACK[:1]) == 0
