"""Why an event, or a whole body, could not be accepted."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Closed list of quarantine reasons; docs/reference/quarantine.md tells their meaning and cure."""

    NOT_GZIP = "not_gzip"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    NOT_AN_EVENT = "not_an_event"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    OUT_OF_RANGE = "out_of_range"
    SAME_ID_OTHER_PAYLOAD = "same_id_other_payload"
    UNPLANNED_EVENT = "unplanned_event"
    MISSING_PROPERTY = "missing_property"
    UNPLANNED_PROPERTY = "unplanned_property"
    NOT_ALLOWED = "not_allowed"
    WITHHELD = "withheld"
    NOT_A_ROW = "not_a_row"


@dataclass(frozen=True, slots=True)
class Rejection:
    """One refusal.

    `index` is the event's place in its body (None: the whole body), `field` the path of the offending
    field, `detail` a sentence that tells the sender what to change. It never quotes the event's content:
    replies and logs carry it. `event_id` is the id that Mixpanel's strict replies name the event by.
    """

    reason: Reason
    detail: str
    index: int | None = None
    field: str | None = None
    event_id: str | None = None
