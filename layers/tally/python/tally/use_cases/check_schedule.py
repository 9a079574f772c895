"""check_schedule: what a schedule sends is there, and its addresses may be mailed, before it is saved."""

from dataclasses import dataclass

from tally.domain.errors import Misconfigured
from tally.domain.schedules.recipients import check_recipients
from tally.domain.settings.schedule_text import parse_schedule
from tally.domain.settings.setting import SettingAddress
from tally.ports.scheduling import Accounts
from tally.ports.settings import SettingStore


@dataclass(frozen=True, slots=True)
class CheckSchedule:
    """Both are looked at again when it is sent: what is allowed today may not be by then."""

    store: SettingStore
    accounts: Accounts
    sender: str

    def __call__(self, text: str) -> None:
        """Misconfigured says what to change."""
        schedule = parse_schedule(text)
        found = self.store.find_newest(SettingAddress(schedule.thing.value, schedule.of))
        if found is None or found.text is None:
            raise Misconfigured(f"no {schedule.thing} is saved as {schedule.of}")
        if schedule.to.mail:
            check_recipients(schedule.to.mail, self.accounts(), self.sender)
