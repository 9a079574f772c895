"""change_subscription: who gets the daily report, when and of what; by who is logged in, or by a mail's end.

A subscription is a setting, so each change is a version with who made it. A person's own is named after a
hash of their address: names stand in access logs. It ends by having no weekday left, which an executive's
ends by, too; whoever wants it again chooses weekdays.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tally.domain.answering.caller import Caller, Rights, Role
from tally.domain.answering.refusals import NotAllowed
from tally.domain.daily_report.returned_mail import ReturnedMail, tell_returned
from tally.domain.daily_report.subscription import Subscription
from tally.domain.errors import BadQuestion, Misconfigured, SettingChanged
from tally.domain.reports.kpis import KPIS
from tally.domain.settings.setting import SettingAddress, SettingVersion
from tally.domain.settings.subscription_text import (
    parse_subscription,
    read_subscription,
    write_subscription,
)
from tally.domain.words.words import Words
from tally.ports.sending import TellPerson
from tally.ports.settings import SettingChanges, SettingStore

KIND = "subscription"
CHOICES = ("hour", "language", "kpis", "weekdays")

Shown = Mapping[str, Any]
"""The choices, `email`, the KPIs `offered`, and the `version` that stands; 0 where none was ever made."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands of one address: `subscription` None, where there is none or it was deleted."""

    address: SettingAddress
    version: int
    subscription: Subscription | None


@dataclass(frozen=True, slots=True)
class ChangeSubscription:
    """`open_changes` writes in somebody's name; `tell_owner` tells the person in charge of Tally."""

    store: SettingStore
    open_changes: Callable[[str], SettingChanges]
    rights: Rights
    tell_owner: TellPerson
    language: str

    def read(self, caller: Caller) -> Shown:
        """The caller's own: what was chosen, else the mail of executives, else none."""
        email = self._check(caller)
        standing = self._find(email)
        return _show(standing.subscription or self._choose_default(caller, email), standing.version)

    def put(self, caller: Caller, body: Mapping[str, Any], over: int) -> Shown:
        """Write it over the version that was read. BadQuestion for what cannot be chosen; SettingChanged."""
        email = self._check(caller)
        if strange := [key for key in body if key not in CHOICES]:
            raise BadQuestion(f"there is no {strange[0]!r} here: use {', '.join(CHOICES)}")
        standing = self._find(email)
        try:
            chosen = read_subscription({"language": self.language, **_drop_empty(body), "email": email})
            self.open_changes(caller.name).put(standing.address, write_subscription(chosen), over)
        except Misconfigured as error:
            raise BadQuestion(str(error)) from error
        except SettingChanged as error:
            raise SettingChanged("Your subscription was changed meanwhile: read it again") from error
        return self.read(caller)

    def end(self, email: str, written_by: str) -> Subscription:
        """No mail goes to this address any more; what else was chosen stays, for who wants it again."""
        standing = self._find(email)
        chosen = standing.subscription or Subscription(email, language=self.language)
        ended = replace(chosen, weekdays=())
        changes = self.open_changes(written_by)
        changes.put(standing.address, write_subscription(ended), standing.version)
        return ended

    def end_returned(self, returned: Sequence[ReturnedMail]) -> int:
        """End what came back for good, and tell so, once; how many ended."""
        ended = 0
        for mail in returned:
            standing = self._find(mail.email).subscription
            if standing is not None and not standing.weekdays:
                continue
            # Told first: killed in between, it is told twice, and never not at all.
            words = Words(self.language)
            self.tell_owner(words.say("mail.returned.subject"), tell_returned(mail, words))
            self.end(mail.email, f"SES: the mail {mail.cause}")
            ended += 1
        return ended

    def _check(self, caller: Caller) -> str:
        self.rights.check_asking(caller)
        if caller.email is None:
            raise NotAllowed("Your address is not verified: an administrator does that in the user pool")
        return caller.email

    def _choose_default(self, caller: Caller, email: str) -> Subscription:
        chosen = Subscription(email, language=self.language)
        return chosen if Role.EXECUTIVES in caller.groups else replace(chosen, weekdays=())

    def _find(self, email: str) -> _Standing:
        """As the sender counts: of two the first by name."""
        own = SettingAddress(KIND, f"own-{hashlib.sha256(email.casefold().encode()).hexdigest()[:16]}")
        newest = {version.address: version for version in self.store.list_newest(KIND)}
        for address in sorted(newest):
            found = _read(newest[address])
            if found is not None and found.email.casefold() == email.casefold():
                return _Standing(address, newest[address].number, found)
        return _Standing(own, newest[own].number if own in newest else 0, None)


def _read(version: SettingVersion) -> Subscription | None:
    """None of what a newer Tally wrote, as the sender passes it over."""
    try:
        return parse_subscription(version.text) if version.text is not None else None
    except Misconfigured:
        return None


def _drop_empty(body: Mapping[str, Any]) -> dict[str, Any]:
    """No KPI chosen means the main ones."""
    return {key: value for key, value in body.items() if key != "kpis" or value}


def _show(chosen: Subscription, version: int) -> Shown:
    told = {name: getattr(chosen, name) for name in ("email", *CHOICES)}
    return {**told, "offered": list(KPIS), "version": version}
