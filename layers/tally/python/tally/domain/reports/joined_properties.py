"""Properties that no event holds itself: of the person's profile (`profile.tier`), of the session
(`session.country`), and whether the person is in a cohort (`cohort.buyers`: in, or out).

The words before the point are ours: an event's own property so named cannot be asked for (our decision).
"""

from collections.abc import Iterable
from enum import StrEnum

from tally.domain.errors import BadQuestion

PROFILE, SESSION, COHORT = "profile.", "session.", "cohort."
IN, OUT = "in", "out"
"""What the property of a cohort is."""

SESSION_TEXTS = frozenset(
    {"platform", "country", "entry_url", "utm_source", "utm_medium", "utm_campaign", "had_order"}
)
"""What a session is broken down by: columns of `sessions`, as text."""

SESSION_NUMBERS = frozenset({"duration_s", "events", "product_views"})
"""Columns of `sessions` that are numbers."""


class Joined(StrEnum):
    """What the events of a question are joined with."""

    PROFILES = "profiles"
    SESSIONS = "sessions"
    COHORTS = "cohorts"


def find_joined(properties: Iterable[str]) -> tuple[Joined, ...]:
    """What these properties need, in a fixed order; BadQuestion for one without a name or of no session."""
    names = tuple(properties)
    for name in names:
        _check_name(name)
        _check_session(name)
    needs = {
        Joined.PROFILES: any(name.startswith(PROFILE) for name in names),
        Joined.SESSIONS: any(name.startswith(SESSION) for name in names),
        Joined.COHORTS: bool(name_cohorts(names)),
    }
    return tuple(joined for joined, is_needed in needs.items() if is_needed)


def name_cohorts(properties: Iterable[str]) -> tuple[str, ...]:
    """The cohorts that these properties are of, each once."""
    names = (name.removeprefix(COHORT) for name in properties if name.startswith(COHORT))
    return tuple(dict.fromkeys(names))


def session_column(name: str) -> str | None:
    """The column of joined events with this property of a session; None for any other property."""
    bare = name.removeprefix(SESSION)
    is_known = bare != name and bare in SESSION_TEXTS | SESSION_NUMBERS
    return f"session_{bare}" if is_known else None


SESSION_NUMBER_COLUMNS = frozenset(f"session_{name}" for name in SESSION_NUMBERS)
"""Of what session_column gives, those that are numbers."""


def _check_name(name: str) -> None:
    if not name.removeprefix(PROFILE):
        raise BadQuestion(f"{name!r} names no property")


def _check_session(name: str) -> None:
    bare = name.removeprefix(SESSION)
    if bare != name and bare not in SESSION_TEXTS | SESSION_NUMBERS:
        known = ", ".join(sorted(SESSION_TEXTS | SESSION_NUMBERS))
        raise BadQuestion(f"A session has no {bare!r}: it has {known}")
