"""Events with what a question asks of the persons and sessions behind them."""

from collections.abc import Iterable

from tally.domain.reports.joined_properties import Joined, find_joined
from tally.modelling.questions.parts import ReportPart, relation

_PARTS = {Joined.PROFILES: "events_with_profiles", Joined.SESSIONS: "events_with_sessions"}
"""Cohorts need to be known: see questions.cohort.tell_cohorts."""


def join_events(properties: Iterable[str], events: str, prefix: str = "") -> tuple[list[ReportPart], str]:
    """Parts that join `events` with all that these properties need, and the name to read instead of it."""
    parts: list[ReportPart] = []
    for query in (_PARTS[joined] for joined in find_joined(properties) if joined in _PARTS):
        parts.append(ReportPart(query, {"events": relation(events)}, f"{prefix}{query}"))
        events = parts[-1].name
    return parts, events
