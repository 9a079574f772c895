"""A list of sessions as a statement."""

from tally.domain.reports.sessions import Sessions
from tally.modelling.expressions import text_of
from tally.modelling.literals import Expression, Value
from tally.modelling.questions.parts import ReportPart, put_together, relation


def bind_sessions(asked: Sessions, events: str = "person_events") -> str:
    """The statement whose rows Sessions.complete takes; `events` has the columns of person_events."""
    given = ", ".join(text_of(name).sql for name in asked.properties)
    first = ", ".join(map(_first_value, range(1, len(asked.properties) + 1)))
    values: dict[str, Value] = {
        "events": relation(events),
        "given": Expression(f"array[{given}]"),
        "first_values": Expression(f"array[{first}]"),
        "first": asked.first,
        "last": asked.last,
    }
    listed: dict[str, Value] = {"found": relation("sessions_first"), "most": asked.most}
    return put_together(ReportPart("sessions_first", values), ReportPart("sessions", listed))


def _first_value(number: int) -> str:
    value = f"element_at(given, {number})"
    return f"min_by({value}, place) filter (where {value} is not null)"
