"""Mails in memory: the postman and the outbox of the use cases that mail."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tally.domain.daily_report.mail import Claim, Handover, Mail, Posted

from tests.fakes import Journal


@dataclass
class Post:
    """The postman and the outbox: what is marked stays marked when a run is killed."""

    journal: Journal = field(default_factory=Journal)
    marks: dict[tuple[date, str], str] = field(default_factory=dict)
    mails: list[Mail] = field(default_factory=list)
    answer: Handover = field(default_factory=lambda: Handover(Posted.ACCEPTED, "m-1"))

    def claim(self, day: date, email: str, _now: datetime) -> Claim:
        if self.marks.get((day, email)) == "stuck":
            return Claim.STUCK
        if (day, email) in self.marks:
            return Claim.TAKEN
        self.journal.note("claim", email)
        self.marks[day, email] = "begun"
        return Claim.OURS

    def post(self, mail: Mail) -> Handover:
        self.journal.note("post", mail.recipient)
        if self.answer.posted is not Posted.REFUSED:
            self.mails.append(mail)
        return self.answer

    def end(self, day: date, email: str, handover: Handover) -> None:
        self.journal.note("end", email)
        self.marks[day, email] = handover.posted
        if handover.posted is Posted.REFUSED:
            del self.marks[day, email]
