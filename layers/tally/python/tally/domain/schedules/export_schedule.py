"""What is sent by itself: a saved question or dashboard, when, as what, and where to."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tally.domain.daily_report.subscription import WEEKDAYS
from tally.domain.exports.asked_export import ExportFormat
from tally.domain.settings.saved_by import NOBODY, SavedBy
from tally.domain.words.words import DEFAULT_LANGUAGE

DEFAULT_HOUR = 7
"""On the shop's clock: a night began at 03:15, and what is sent is there before a working day."""

_WORKING_DAYS = 5


class SentThing(StrEnum):
    """What can be sent; the kind of setting that it is."""

    QUESTION = "question"
    DASHBOARD = "dashboard"


class Every(StrEnum):
    """How often. A weekday is Monday to Friday, whatever the shop's holidays."""

    DAY = "day"
    WEEKDAY = "weekday"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`hour`, 0 to 23, is the shop's. `day`: the weekday of a week, or the day of a month, 1 to 28."""

    every: Every
    hour: int = DEFAULT_HOUR
    day: str | int | None = None

    def falls_on(self, day: date) -> bool:
        """Whether it is to be sent on this date of the shop's."""
        match self.every:
            case Every.DAY:
                return True
            case Every.WEEKDAY:
                return day.weekday() < _WORKING_DAYS
            case Every.WEEK:
                return WEEKDAYS[day.weekday()] == self.day
            case Every.MONTH:
                return day.day == self.day

    def __str__(self) -> str:
        """Such as every week on monday at 7:00."""
        on = {Every.WEEK: f" on {self.day}", Every.MONTH: f" on day {self.day}"}.get(self.every, "")
        return f"every {self.every}{on} at {self.hour}:00"


@dataclass(frozen=True, slots=True)
class SentTo:
    """Addresses; a folder of the exports bucket, or None; and whether rows go to the table."""

    mail: tuple[str, ...] = ()
    folder: str | None = None
    table: bool = False

    @property
    def takes_files(self) -> bool:
        """Whether a file is to be made at all."""
        return bool(self.mail or self.folder)


@dataclass(frozen=True, slots=True)
class ExportSchedule:
    """The `thing` that is saved as `of`, in a format and language, asked in the name of the owner."""

    thing: SentThing
    of: str
    rhythm: Rhythm
    to: SentTo
    format: ExportFormat = ExportFormat.PDF
    language: str = DEFAULT_LANGUAGE
    saved: SavedBy = field(default=NOBODY)


@dataclass(frozen=True, slots=True)
class DueSchedule:
    """A schedule on a date of the shop's: its name and version, and the build whose tables it is asked of."""

    name: str
    version: int
    schedule: ExportSchedule
    day: date
    build: str
