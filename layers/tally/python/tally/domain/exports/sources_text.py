"""What an export rests on, as labels and texts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tally.domain.exports.shown_cells import show_day
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


def _show(name: str, sources: Mapping[str, Any], words: Words) -> str:
    value = sources[name]
    if value is None:
        return words.say("source.unknown")
    if isinstance(value, Mapping):
        return ", ".join(words.say("source.cohort", name=each, n=number) for each, number in value.items())
    if name in _MOMENTS:
        return show_day(datetime.fromisoformat(value).astimezone(ZoneInfo(sources["timezone"])))
    return words.number(value) if isinstance(value, int) else str(value)
