"""check_schedule: its addresses may be mailed, before it is saved."""

from dataclasses import dataclass

from tally.domain.schedules.recipients import check_recipients
from tally.domain.settings.schedule_text import parse_schedule
from tally.ports.scheduling import Accounts


@dataclass(frozen=True, slots=True)
class CheckSchedule:
    """They are looked at again when it is sent: what is allowed today may not be by then."""

    accounts: Accounts
    sender: str

    def __call__(self, text: str) -> None:
        """Misconfigured says what to change."""
        schedule = parse_schedule(text)
        if schedule.to.mail:
            check_recipients(schedule.to.mail, self.accounts(), self.sender)
