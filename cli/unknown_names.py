"""Names in a question that never arrived: most likely they are slips."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from tally.domain.reports.asked_events import ANY_EVENT
from tally.domain.reports.asked_properties import find_column
from tally.domain.reports.joined_properties import COHORT, PROFILE, SESSION
from tally.domain.reports.question import Question

from cli.event_catalog import tell_unknown_event
from cli.queries import ask_published

if TYPE_CHECKING:
    from cli.clients import Tally

_COUNTS = ("reached", "value", "persons")
_CATALOG = "event_catalog"
_ALIKE = 0.6


def find_unknown_names(tally: "Tally", question: Question, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Sentences without their full stop, for an answer in which something is missing; none for any other.

    Nobody waits for a second question whose answer is whole.
    """
    if not _lacks_something(rows) or not tally.has_table(_CATALOG):
        return []
    known = [row["event_name"] for row in ask_published(tally, "cataloged_events", {})]
    asked = dict.fromkeys(event.name for event in question.events if event.name != ANY_EVENT)
    unknown = [tell_unknown_event(name, known) for name in asked if name not in known]
    return unknown or list(_find_properties(tally, question, [name for name in asked if name in known]))


def _lacks_something(rows: Sequence[Mapping[str, Any]]) -> bool:
    """No rows, a number that is nothing, or nobody in any segment but that without a value."""
    if any(name in row and not row[name] for row in rows for name in _COUNTS):
        return True
    return all(row.get("segment", "") is None for row in rows)


def _find_properties(tally: "Tally", question: Question, events: Sequence[str]) -> Iterator[str]:
    """Of members of the JSON: what has a column may be empty, and is no slip."""
    asked = [
        name
        for name in dict.fromkeys(question.properties)
        if find_column(name) is None and not name.startswith((PROFILE, SESSION, COHORT))
    ]
    if not asked or not events:
        return
    known = {
        row["property"]
        for event in events
        for row in ask_published(tally, "cataloged_properties", {"event": event})
    }
    for name in asked:
        if name not in known:
            near = get_close_matches(name, sorted(known), n=1, cutoff=_ALIKE)
            hint = f": did you mean '{near[0]}'?" if near else ""
            yield f"None of these events lately had a property '{name}'{hint}"
