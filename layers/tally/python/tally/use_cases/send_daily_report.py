"""send_daily_report: who is due gets the report of the published figures, each person one mail a day.

At most one: a mark is written before a mail is handed over, and SES is asked once. Killed in between, that
person gets none that day, and whoever is told of alarms hears it; the other way round a rerun would send a
second one, and figures that come twice are taken for a correction. What SES refused is tried again.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tally.domain.daily_report.asked_mail import ShownMail
from tally.domain.daily_report.due import Due, choose_mail, is_of_last_night
from tally.domain.daily_report.end_link import EndLinks
from tally.domain.daily_report.mail import Claim, Mail, Posted
from tally.domain.daily_report.report import DailyReport, read_report
from tally.domain.daily_report.subscription import Subscription, list_subscriptions
from tally.domain.daily_report.told import MailLinks, ToldReport, tell_missing, tell_report
from tally.domain.errors import Misconfigured, PermanentFailure
from tally.domain.page.page_file import read_content
from tally.domain.settings.subscription_text import parse_subscription
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.words import Words
from tally.modelling.building import build_moment
from tally.ports.clock import Clock
from tally.ports.published_page import PublishedPage
from tally.ports.sending import Executives, Outbox, Postman
from tally.ports.settings import SettingStore

KIND = "subscription"


@dataclass(frozen=True, slots=True)
class Sender:
    """What all mails have in common. `address` "" sends none; `owner` hears answers. `links` end a mail
    without a log-in, where there is a page."""

    address: str
    owner: str
    page_url: str
    language: str
    links: EndLinks | None = None


@dataclass(frozen=True, slots=True)
class Rendering:
    """How a told report becomes the two parts of a mail."""

    text: Callable[[ToldReport], str]
    html: Callable[[ToldReport], str]


@dataclass(frozen=True, slots=True)
class Published:
    """The page's files of one build, and when it began; None where its name was chosen by hand."""

    at: datetime | None
    home: Mapping[str, Any]
    history: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Swept:
    """Of one sweep: mails sent, how many of them say that figures are late, and how many went another way."""

    sent: int
    late: int
    refused: int
    unknown: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class SendDailyReport:
    """Sweeps hourly; may run twice at once, late, and be killed anywhere."""

    page: PublishedPage
    settings: SettingStore
    executives: Executives
    outbox: Outbox
    postman: Postman
    rendering: Rendering
    sender: Sender
    clock: ShopClock
    now: Clock

    def sweep(self) -> Swept:
        """Send what is due. PermanentFailure, after all others were sent, tells of mails that were not."""
        now, published = self.now(), self.read_published()
        day = self.clock.business_date(now)
        wanted, unreadable = self._list_subscriptions()
        counts: Counter[str] = Counter()
        details: set[str] = set()
        for subscription in wanted:
            due = choose_mail(subscription, now, published.at if published else None, self.clock)
            if due is Due.NOTHING:
                continue
            # Before the mark: what cannot be made is not begun.
            mail = self.make_mail(subscription, published)
            claim = self.outbox.claim(day, subscription.email, now)
            if claim is Claim.STUCK:
                counts[Posted.UNKNOWN] += 1
            if claim is not Claim.OURS:
                continue
            handover = self.postman.post(mail)
            self.outbox.end(day, subscription.email, handover)
            counts[handover.posted] += 1
            counts["late"] += due is Due.LATE_NOTICE
            if handover.posted is not Posted.ACCEPTED:
                details.add(handover.detail)
        refused, unknown = counts[Posted.REFUSED], counts[Posted.UNKNOWN]
        if refused or unknown:
            raise PermanentFailure(
                f"{refused} daily reports were refused and are tried again, of {unknown} nobody knows "
                f"whether they were sent: {', '.join(sorted(details)) or 'their run was ended'}"
            )
        return Swept(counts[Posted.ACCEPTED], counts["late"], refused, unknown, unreadable)

    def send_now(self, subscription: Subscription) -> str:
        """Send it to one address whatever the hour, and whatever was sent before; the mail's id."""
        handover = self.postman.post(self.make_mail(subscription, self.read_published()))
        if handover.posted is not Posted.ACCEPTED:
            raise PermanentFailure(f"the mail was not sent: {handover.detail}")
        return handover.detail

    def show(self, subscription: Subscription) -> ShownMail:
        """What this person would be sent now, whether or not mails are sent."""
        published = self.read_published()
        told = self.tell(subscription, published)
        report = self.choose(subscription, published) if published else None
        return ShownMail(told.subject, self.rendering.text(told), self.rendering.html(told), report)

    def make_mail(self, subscription: Subscription, published: Published | None) -> Mail:
        """The mail of this person as it would be sent now; Misconfigured where no sender is set."""
        if not self.sender.address:
            raise Misconfigured("no mail is sent: write mail_from in tally.toml and deploy again")
        links = self.sender.links
        end_url = links.write(subscription.email, subscription.language) if links else None
        told = self.tell(subscription, published, end_url)
        return Mail(
            sender=self.sender.address,
            recipient=subscription.email,
            subject=told.subject,
            text=self.rendering.text(told),
            html=self.rendering.html(told),
            headers={
                "Reply-To": self.sender.owner,
                "Auto-Submitted": "auto-generated",
                **_write_goodbye(self.sender.owner, end_url),
            },
        )

    def tell(
        self, subscription: Subscription, published: Published | None, end_url: str | None = None
    ) -> ToldReport:
        """What this person reads now."""
        words, zone = Words(subscription.language), self.clock.timezone
        links = MailLinks(self.sender.page_url, end_url)
        if published is None:
            return tell_missing(None, None, words, zone, links)
        report = self.choose(subscription, published)
        if not is_of_last_night(published.at, self.now(), self.clock):
            return tell_missing(report.day, report.published_at, words, zone, links)
        return tell_report(report, words, zone, links)

    def choose(self, subscription: Subscription, published: Published) -> DailyReport:
        """The figures that this person wants."""
        return read_report(published.home, published.history, subscription.kpis, self.now(), self.clock)

    def read_published(self) -> Published | None:
        """What the page shows now; None before the first night."""
        build = self.page.find_build()
        if build is None:
            return None
        return Published(build_moment(build), self._read_file(build, "home"), self._read_file(build, "kpis"))

    def _read_file(self, build: str, name: str) -> Mapping[str, Any]:
        body = self.page.read(build, name)
        if body is None:
            raise Misconfigured(f"build {build} has no file {name} for the page: run publish_kpis again")
        return read_content(name, body)

    def _list_subscriptions(self) -> tuple[list[Subscription], int]:
        """All, and how many cannot be read: a newer Tally wrote them, and it cost only them."""
        found, unreadable = {}, 0
        for version in self.settings.list_newest(KIND):
            if version.text is None:
                continue
            try:
                found[version.address.name] = parse_subscription(version.text)
            except Misconfigured:
                unreadable += 1
        return list_subscriptions(found, self.executives(), self.sender.language), unreadable


def _write_goodbye(owner: str, end_url: str | None) -> dict[str, str]:
    """Where a mail program's own button goes: RFC 2369, and RFC 8058 for one that needs no second click."""
    by_mail = f"<mailto:{owner}?subject=Stop%20the%20daily%20report>"
    if end_url is None:
        return {"List-Unsubscribe": by_mail}
    return {
        "List-Unsubscribe": f"<{end_url}>, {by_mail}",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
