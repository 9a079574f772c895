"""What sending mails needs."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from tally.domain.daily_report.mail import Claim, Handover, Mail


class Postman(Protocol):
    """Hands mails over to whoever delivers them."""

    def post(self, mail: Mail) -> Handover:
        """Hand it over, once: where no answer came the mail may be on its way, and the handover says so."""


class Outbox(Protocol):
    """Which mails of a day were begun, and how they ended: one of each person."""

    def claim(self, day: date, email: str, now: datetime) -> Claim:
        """Take it, if nobody has. Of one that is stuck only the first who asks is told."""

    def end(self, day: date, email: str, handover: Handover) -> None:
        """Note how it ended; one that was refused may be claimed again."""


class TellPerson(Protocol):
    """Tells the person in charge of Tally."""

    def __call__(self, subject: str, text: str, /) -> None:
        """At once, by mail; a subject of at most 100 letters."""


class Executives(Protocol):
    """Who gets the daily report without asking for it."""

    def __call__(self) -> Sequence[str]:
        """Their e-mail addresses."""
