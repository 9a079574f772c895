"""Who gets the daily report, when, in which language and of which KPIs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

DEFAULT_HOUR = 8
"""On the shop's clock: the night began at 03:15, and a working day begins."""

LANGUAGES = ("en", "fr")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""As date.weekday() numbers them."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One person's. `hour` is 0 to 23 on the shop's clock; without `kpis` it is the page's strip of them.

    `weekdays` are the days on which the mail comes; none is never: so an executive ends the mail of the role.
    """

    email: str
    hour: int = DEFAULT_HOUR
    language: str = LANGUAGES[0]
    kpis: tuple[str, ...] = ()
    weekdays: tuple[str, ...] = WEEKDAYS


def list_subscriptions(
    by_name: Mapping[str, Subscription], executives: Iterable[str], language: str
) -> list[Subscription]:
    """One a person: a person's own one counts before that of the role, and of two the first by name."""
    found: dict[str, Subscription] = {}
    for name in sorted(by_name):
        found.setdefault(by_name[name].email.casefold(), by_name[name])
    for email in executives:
        found.setdefault(email.casefold(), Subscription(email, language=language))
    return [found[email] for email in sorted(found)]
