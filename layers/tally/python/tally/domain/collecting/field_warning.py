"""What an answer tells its sender of events that it accepts."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldWarning:
    """Something that is most likely not meant so; it costs no event.

    `detail` is a sentence that says what to write instead, without any value. `index` is the place in the
    body of the first event with it (None: the whole body), `field` the name as sent.
    """

    detail: str
    index: int | None = None
    field: str | None = None


EMPTY_LIST = FieldWarning("the list is empty: nothing was sent")
NO_PLATFORM = "this is none of web, ios, android, server, store: the event counts on no platform"
MAX_WARNINGS = 20
"""Of one answer. The same is told once, so nobody needs more to mend a client."""

MAX_LOOKED_AT = 1000
"""Events of a body that are looked at for warnings: a client that errs does so at once."""
