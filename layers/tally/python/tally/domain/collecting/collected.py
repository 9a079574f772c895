"""What a collector made of one request."""

from dataclasses import dataclass

from tally.domain.collecting.replies import HttpAnswer


@dataclass(frozen=True, slots=True)
class Collected:
    """The answer to give, and what is counted of it; `protocol` is "none" where no route was found."""

    answer: HttpAnswer
    protocol: str = "none"
    accepted: int = 0
    rejected: int = 0
    received_bytes: int = 0
