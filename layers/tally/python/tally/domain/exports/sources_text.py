"""What an export rests on, as labels and texts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tally.domain.answering.told_answer import Served
from tally.domain.exports.shown_cells import show_day
from tally.domain.reports.plain_rows import write_moment
from tally.domain.shop.shop_clock import ShopClock
from tally.domain.words.words import Words

_TOLD = ("events_until", "models_of", "build", "cohorts", "answered_at", "timezone", "scanned_bytes")
"""Those that are known stand in this order."""
_MOMENTS = ("events_until", "models_of", "answered_at")


def tell_sources(sources: Mapping[str, Any], words: Words) -> tuple[tuple[str, str], ...]:
    """A line for each of the sources that were told: null is unknown. Moments are UTC texts of ISO 8601, and
    become the shop's, of the `timezone` that stands beside them."""
    return tuple(
        (words.say(f"source.{name}"), _show(name, sources, words))
        for name in _TOLD
        if name in sources and sources[name] != {}
    )


def list_sources(
    answers: Sequence[Served], files: Mapping[str, Mapping[str, Any]], clock: ShopClock, now: datetime
) -> dict[str, Any]:
    """Those of a file that is made now of answers and published files. Of several moments the oldest."""
    file = next(iter(files.values()), None)
    fresh = {"events_until": file["freshness"]["events_until"]} if file else {}
    return {
        **fresh,
        "build": (file or answers[0])["build"] if file or answers else None,
        "cohorts": {name: n for each in answers for name, n in each.get("cohorts", {}).items()},
        "answered_at": min((each["answered_at"] for each in answers), default=write_moment(now)),
        "timezone": clock.timezone,
        "scanned_bytes": sum(each["scanned_bytes"] for each in answers),
    }


def _show(name: str, sources: Mapping[str, Any], words: Words) -> str:
    value = sources[name]
    if value is None:
        return words.say("source.unknown")
    if isinstance(value, Mapping):
        return ", ".join(words.say("source.cohort", name=each, n=number) for each, number in value.items())
    if name in _MOMENTS:
        return show_day(datetime.fromisoformat(value).astimezone(ZoneInfo(sources["timezone"])))
    return words.number(value) if isinstance(value, int) else str(value)
