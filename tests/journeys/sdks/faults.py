"""What goes wrong between an SDK and Tally, or is done otherwise than in a plain visit."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One fault, once, at one request that carries events and once at one that carries profiles."""

    SERVER_ERROR = "500"
    THROTTLED = "429"
    THROTTLED_WITH_PAUSE = "429 + Retry-After"
    TOO_LARGE = "413"
    DROPPED = "connection dropped"
    ANSWER_LOST = "answer lost"


class Turn(StrEnum):
    """What the visitor or the app does instead of a plain visit; nothing breaks on the way."""

    BAD_EVENT = "one bad event"
    PAGE_LEFT = "page left soon"
    SETTINGS_TURNED_ROUND = "settings turned round"
    IMPORTED = "import"
    CLOCK_FAST = "clock 2 h fast"
    EVERY_CALL = "every other call"
    FEATURES_ON = "flags, settings, replay"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The answer that a fault puts in place of Tally's; the request goes no further."""

    status: int
    retry_after_s: int | None = None


REFUSALS = {
    Fault.SERVER_ERROR: Refusal(500),
    Fault.THROTTLED: Refusal(429),
    Fault.THROTTLED_WITH_PAUSE: Refusal(429, retry_after_s=1),
    Fault.TOO_LARGE: Refusal(413),
}


class Outcome(StrEnum):
    """What becomes of the events of a request that met a fault; QUARANTINED: of a bad one."""

    KEPT = "kept"
    GIVEN_UP = "given up, app is told"
    QUARANTINED = "quarantined"
    RIGHT = "right"
