"""What becomes of a schedule on a date: the steps of sending it, and what is noted of it."""

from dataclasses import dataclass
from enum import StrEnum

from tally.domain.errors import TallyError


class SendingStep(StrEnum):
    """What is done, in this order; as a person reads it."""

    WAIT = "wait for the night"
    OWNER = "find its owner"
    ADDRESSES = "check its addresses"
    FILE = "make the file"
    FOLDER = "write the file to its folder"
    TABLE = "write the rows to the table"
    MAIL = "mail it"


class SendingFailed(TallyError):
    """A step failed. `is_passing`: the next sweep tries it again."""

    def __init__(self, step: SendingStep, cause: str, is_passing: bool) -> None:
        super().__init__(f"{step}: {cause}")
        self.step, self.cause, self.is_passing = step, cause, is_passing


class SendingState(StrEnum):
    """SENT: all of it. GIVEN_UP: it fails in the same way again. TOLD: a person knows that it is late, and it
    is still tried."""

    SENT = "sent"
    GIVEN_UP = "given up"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class ScheduleMark:
    """What is noted of a date; `version` is that of the schedule as it was then."""

    state: SendingState
    version: int

    def ends(self, version: int) -> bool:
        """Whether nothing is left to do on this date. What was given up is tried again once it is changed."""
        if self.state is SendingState.GIVEN_UP:
            return self.version == version
        return self.state is SendingState.SENT
