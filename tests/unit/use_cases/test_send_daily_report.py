"""send_daily_report: one mail a person and day, run twice, killed anywhere, refused or late."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tally.adapters.publishing.page_files import pack
from tally.domain.daily_report.end_link import EndLinks, read_token
from tally.domain.daily_report.mail import Handover, Posted
from tally.domain.daily_report.subscription import Subscription
from tally.domain.errors import Misconfigured, PermanentFailure
from tally.domain.settings.setting import SettingAddress
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.send_daily_report import Rendering, SendDailyReport, Sender, Swept

from tests.fakes import Journal, Killed
from tests.mailing import Post
from tests.settings import MemorySettings, writer
from tests.unit.domain.daily_report.published import KPIS, home

NOW = datetime(2026, 3, 4, 7, tzinfo=UTC)
CHIEFS = ["chief@shop.example", "leo@shop.example"]


@dataclass
class Page:
    """The page's files of one build."""

    build: str | None = "b20260304t021500"

    def find_build(self) -> str | None:
        return self.build

    def read(self, build: str, name: str) -> bytes | None:
        files: dict[str, Any] = {"home": home(), "kpis": KPIS}
        return pack(build, files[name])


def make(post: Post, now: datetime = NOW, page: Page | None = None, **more: Any) -> SendDailyReport:
    return SendDailyReport(
        page=page or Page(),
        settings=more.get("settings") or MemorySettings(),
        executives=lambda: CHIEFS,
        outbox=post,
        postman=post,
        rendering=Rendering(lambda told: told.title, lambda told: f"<p>{told.title}</p>"),
        sender=Sender(
            more.get("address", "tally@shop.example"), "it@shop.example", "", "fr", more.get("links")
        ),
        clock=ShopClock("Europe/Rome"),
        now=lambda: now,
    )


def test_executives_get_it_without_asking_and_others_by_subscription() -> None:
    settings = MemorySettings()
    put = writer(settings).put
    put(SettingAddress.parse("subscription/ana"), 'email = "ana@shop.example"\nlanguage = "en"\nhour = 6')
    put(SettingAddress.parse("subscription/leo"), 'email = "leo@shop.example"\nweekdays = []')
    put(SettingAddress.parse("subscription/later"), 'email = "later@shop.example"\nhour = 9')
    post = Post()
    assert make(post, settings=settings).sweep() == Swept(2, 0, 0, 0, 0)
    assert {mail.recipient: mail.text for mail in post.mails} == {
        "ana@shop.example": "Tuesday 3 March 2026",
        "chief@shop.example": "Mardi 3 mars 2026",
    }
    assert post.mails[0].headers["List-Unsubscribe"].startswith("<mailto:it@shop.example?subject=")


def test_a_mail_program_may_end_it_with_one_click() -> None:
    post = Post()
    make(post, links=EndLinks(b"key", "https://tally.shop.example/")).sweep()
    headers = post.mails[0].headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url, by_mail = headers["List-Unsubscribe"].split(", ")
    assert url.startswith("<https://tally.shop.example/api/v1/unsubscribe?language=fr&token=")
    assert read_token(b"key", url.partition("token=")[2][:-1]) == "chief@shop.example"
    assert by_mail.startswith("<mailto:it@shop.example")


def test_two_sweeps_send_one_mail() -> None:
    post = Post()
    assert [make(post, NOW + timedelta(minutes=30 * later)).sweep().sent for later in range(3)] == [2, 0, 0]
    assert sorted(mail.recipient for mail in post.mails) == CHIEFS


@pytest.mark.parametrize("effects", range(6))
def test_killed_anywhere_nobody_gets_two(effects: int) -> None:
    post = Post(Journal(killed_before=effects))
    with pytest.raises(Killed):
        make(post).sweep()
    post.journal = Journal()
    make(post, NOW + timedelta(minutes=30)).sweep()
    sent = sorted(mail.recipient for mail in post.mails)
    lost = effects in (1, 4)  # between the mark and the post: decided so, and told by the next sweep
    assert sent == (CHIEFS if not lost else [CHIEFS[effects == 1]])


def test_what_was_refused_comes_with_the_next_sweep_and_is_told() -> None:
    post = Post(answer=Handover(Posted.REFUSED, "MessageRejected"))
    with pytest.raises(PermanentFailure, match=r"^2 daily reports were refused .*MessageRejected"):
        make(post).sweep()
    post.answer = Handover(Posted.ACCEPTED, "m-2")
    assert make(post).sweep().sent == 2


def test_a_mail_that_is_stuck_is_told() -> None:
    post = Post(marks={(date(2026, 3, 4), CHIEFS[0]): "stuck"})
    with pytest.raises(PermanentFailure, match="of 1 nobody knows"):
        make(post).sweep()
    assert [mail.recipient for mail in post.mails] == [CHIEFS[1]]


@pytest.mark.parametrize("build", ["b20260303t021500", None])
def test_without_a_new_build_it_waits_and_then_says_so(build: str | None) -> None:
    post = Post()
    assert make(post, NOW, Page(build)).sweep() == Swept(0, 0, 0, 0, 0)
    assert make(post, NOW + timedelta(hours=2), Page(build)).sweep() == Swept(2, 2, 0, 0, 0)
    assert {mail.text for mail in post.mails} == {
        "Les chiffres d\N{RIGHT SINGLE QUOTATION MARK}hier sont en retard"
    }


def test_one_setting_that_cannot_be_read_costs_no_other_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = MemorySettings()
    writer(settings).put(SettingAddress.parse("subscription/ana"), 'email = "ana@shop.example"')

    def refuse(_text: str) -> Subscription:
        raise Misconfigured("of a newer Tally")

    monkeypatch.setattr("tally.use_cases.send_daily_report.parse_subscription", refuse)
    assert make(Post(), settings=settings).sweep() == Swept(2, 0, 0, 0, 1)


def test_without_a_sender_it_shows_and_sends_nothing() -> None:
    post = Post()
    send = make(post, address="")
    shown = send.show(Subscription("ana@shop.example", kpis=("orders",)))
    assert (shown.subject, shown.text) == ("Tally: Tuesday 3 March 2026", "Tuesday 3 March 2026")
    assert [figure["value"] for figure in shown.write()["report"]["figures"]] == [467]
    with pytest.raises(Misconfigured, match=r"write mail_from in tally\.toml"):
        send.send_now(Subscription("ana@shop.example"))
    assert post.journal.effects == []


def test_it_is_sent_now_to_who_asks() -> None:
    post = Post(marks={(date(2026, 3, 4), "ana@shop.example"): "accepted"})
    assert make(post).send_now(Subscription("ana@shop.example")) == "m-1"
    assert [mail.recipient for mail in post.mails] == ["ana@shop.example"]
