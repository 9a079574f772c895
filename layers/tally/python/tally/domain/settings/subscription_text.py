"""A subscription to the daily report, as a setting."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from tally.domain.daily_report.subscription import DEFAULT_HOUR, LANGUAGES, WEEKDAYS, Subscription
from tally.domain.errors import Misconfigured
from tally.domain.reports.kpis import KPIS
from tally.domain.settings.toml_text import read_texts, read_toml
from tally.domain.toml_lines import format_list, format_text

LONGEST_ADDRESS = 254
"""RFC 5321, 4.5.3.1.3 as amended by its erratum 1690."""

MOST_KPIS = 20
"""A mail is read on the way to work."""

_KEYS = ("email", "hour", "language", "kpis", "weekdays")


def parse_subscription(text: str) -> Subscription:
    """The subscription of a setting's text; Misconfigured says what to write."""
    return read_subscription(read_toml(text, _KEYS))


def read_subscription(told: Mapping[str, Any]) -> Subscription:
    """The same of its keys and values."""
    hour = told.get("hour", DEFAULT_HOUR)
    if isinstance(hour, bool) or not isinstance(hour, int) or not 0 <= hour <= 23:
        raise Misconfigured("hour is a whole hour of the shop's clock, from 0 to 23: write hour = 8")
    language = told.get("language", LANGUAGES[0])
    if language not in LANGUAGES:
        raise Misconfigured(f'language is one of {", ".join(LANGUAGES)}: write language = "fr"')
    return Subscription(
        email=_read_address(told.get("email")),
        hour=hour,
        language=language,
        kpis=_read_kpis(told),
        weekdays=_read_weekdays(told),
    )


def write_subscription(subscription: Subscription) -> str:
    """The text of a setting, as it is read."""
    lines = [
        f"email = {format_text(subscription.email)}",
        f"hour = {subscription.hour}",
        f"language = {format_text(subscription.language)}",
        *([format_list("kpis", subscription.kpis)] if subscription.kpis else []),
        format_list("weekdays", subscription.weekdays),
    ]
    return "\n".join(lines) + "\n"


def _read_address(value: Any) -> str:
    if not isinstance(value, str) or not is_address(value):
        raise Misconfigured('email is an address of a mail: write email = "ana@shop.example"')
    return value


def is_address(value: str) -> bool:
    """Whether a mail can be sent there: one address in plain letters, without a name or a break."""
    local, at, domain = value.rpartition("@")
    return bool(
        (local and at and "." in domain)
        and value.isascii()
        and value.isprintable()
        and not set(value) & set(' ,;:<>()[]"\\')
        and "@" not in local
        and len(value) <= LONGEST_ADDRESS
    )


def _read_kpis(told: Mapping[str, Any]) -> tuple[str, ...]:
    if "kpis" not in told:
        return ()
    names = read_texts(told, "kpis", 'kpis = ["net_revenue", "orders"]')
    if strange := [name for name in names if name not in KPIS]:
        if near := get_close_matches(strange[0], KPIS, n=1):
            raise Misconfigured(f"{strange[0]} is no KPI: did you mean {near[0]}?")
        raise Misconfigured(f"{strange[0]} is no KPI")
    if not 1 <= len(names) <= MOST_KPIS or len(set(names)) < len(names):
        raise Misconfigured(
            f"kpis are 1 to {MOST_KPIS} of them, each once; leave the line out for the main ones"
        )
    return tuple(names)


def _read_weekdays(told: Mapping[str, Any]) -> tuple[str, ...]:
    if "weekdays" not in told:
        return WEEKDAYS
    days = read_texts(told, "weekdays", 'weekdays = ["monday", "friday"], or [] for never')
    if strange := [day for day in days if day not in WEEKDAYS]:
        raise Misconfigured(f"{strange[0]!r} is no weekday: use {', '.join(WEEKDAYS)}")
    return tuple(day for day in WEEKDAYS if day in days)
