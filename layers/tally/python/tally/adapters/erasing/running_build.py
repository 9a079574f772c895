"""Whether a night is under way: it may still copy rows that it read before they were erased."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tally.adapters.erasing.objects import Objects
from tally.adapters.models.builds import OPENED, PREFIX
from tally.models import STEPS
from tally.ports import Clock

LONGEST_NIGHT = timedelta(hours=6)
LONGEST_STATEMENT = timedelta(minutes=30)
UNDER_WAY = (
    "a nightly run is under way and may copy rows that it has read before: run again when it has ended"
)


def running_build(objects: Objects, now: Clock) -> Callable[[], str]:
    """A function that tells UNDER_WAY while one is, else nothing. Builds are judged by their marks.

    One that has no step finished may be building; one between two steps is taken for given up half an hour
    after the last mark, since the next step's statements begin at once.
    """

    def told() -> str:
        marks: dict[str, dict[str, datetime]] = {}
        for listed in objects.under(PREFIX):
            build, _, name = listed.key.removeprefix(PREFIX).partition("/")
            if name.startswith("."):
                marks.setdefault(build, {})[name[1:]] = listed.modified_at
        return UNDER_WAY if any(_is_running(found, now()) for found in marks.values()) else ""

    return told


def _is_running(marks: dict[str, datetime], moment: datetime) -> bool:
    if STEPS[-1] in marks:
        return False
    patience = LONGEST_NIGHT if marks.keys() == {OPENED} else LONGEST_STATEMENT
    return moment - max(marks.values()) < patience
