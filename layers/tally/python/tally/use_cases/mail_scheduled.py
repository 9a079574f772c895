"""mail_scheduled: the file of a schedule goes to its addresses, to each once a date."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tally.domain.answering.caller import Caller
from tally.domain.daily_report.mail import Attachment, Claim, Mail, Posted
from tally.domain.daily_report.told import ToldReport
from tally.domain.errors import PermanentFailure, TemporaryFailure
from tally.domain.exports.export_file import ExportFile
from tally.domain.schedules.export_schedule import DueSchedule
from tally.domain.schedules.recipients import check_recipients
from tally.domain.schedules.told_schedule import MailFrame, fits_mail, tell_schedule
from tally.modelling.building import build_moment
from tally.ports.clock import Clock
from tally.ports.sending import Outbox, Postman


@dataclass(frozen=True, slots=True)
class MailScheduled:
    """See ports.MailsFile. `text` and `html` make the parts of a mail."""

    postman: Postman
    outbox: Outbox
    text: Callable[[ToldReport], str]
    html: Callable[[ToldReport], str]
    frame: MailFrame
    now: Clock

    def check(self, addresses: Sequence[str], accounts: Sequence[Caller]) -> None:
        """See MailsFile."""
        check_recipients(addresses, accounts, self.frame.sender)

    def send(self, due: DueSchedule, file: ExportFile, *, is_asked: bool) -> None:
        """See MailsFile."""
        refused: list[str] = []
        unknown: list[str] = []
        for address in due.schedule.to.mail:
            mail = self._write(due, file, address)  # before the mark: what cannot be made is not begun
            claim = Claim.OURS if is_asked else self._claim(due, address)
            if claim is Claim.STUCK:
                unknown.append("its run was ended")
            if claim is not Claim.OURS:
                continue
            handover = self.postman.post(mail)
            if not is_asked:
                self.outbox.end(due.day, _name(due, address), handover)
            if handover.posted is Posted.REFUSED:
                refused.append(handover.detail)
            if handover.posted is Posted.UNKNOWN:
                unknown.append(handover.detail)
        if unknown:
            raise PermanentFailure(
                f"of {len(unknown)} mails nobody knows whether they were sent: {_tell(unknown)}"
            )
        if refused:
            raise TemporaryFailure(f"{len(refused)} mails were refused: {_tell(refused)}")

    def _claim(self, due: DueSchedule, address: str) -> Claim:
        return self.outbox.claim(due.day, _name(due, address), self.now())

    def _write(self, due: DueSchedule, file: ExportFile, address: str) -> Mail:
        told = tell_schedule(due, file, build_moment(due.build) or self.now(), self.frame)
        attached = (Attachment(file.name, file.content_type, file.content),) if fits_mail(file) else ()
        return Mail(
            sender=self.frame.sender,
            recipient=address,
            subject=told.subject,
            text=self.text(told),
            html=self.html(told),
            headers={"Reply-To": self.frame.owner, "Auto-Submitted": "auto-generated"},
            attachments=attached,
        )


def _name(due: DueSchedule, address: str) -> str:
    """One person may get several schedules on a date."""
    return f"{due.name} {address}"


def _tell(details: list[str]) -> str:
    return ", ".join(sorted(set(details)))
