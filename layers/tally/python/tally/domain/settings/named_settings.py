"""What a setting names must stand when it is put: told then, and not when it is asked, shown or sent."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from tally.domain.errors import BadQuestion, Misconfigured
from tally.domain.exports.boards.parts import BOARDS, find_part
from tally.domain.settings.dashboard_text import list_shown
from tally.domain.settings.question_text import list_cohorts
from tally.domain.settings.schedule_text import parse_schedule
from tally.domain.settings.setting import SettingAddress


def list_named(kind: str, text: str, now: datetime) -> Sequence[SettingAddress]:
    """The settings that a text of this kind names, each once. Misconfigured for what can be none."""
    return [*dict.fromkeys(_list_named(kind, text, now))]


def refuse_missing(named: Sequence[SettingAddress], stands: Callable[[SettingAddress], bool]) -> None:
    """Misconfigured names the first that does not stand."""
    for address in named:
        if not stands(address):
            raise Misconfigured(f"no {address.kind} is saved as {address.name}")


def _list_named(kind: str, text: str, now: datetime) -> Iterator[SettingAddress]:
    match kind:
        case "question":
            yield from (SettingAddress("cohort", name) for name in list_cohorts(text, now))
        case "dashboard":
            _refuse_unpublished(list_shown(text, "published"))
            yield from (SettingAddress("question", name) for name in list_shown(text, "question"))
        case "schedule":
            schedule = parse_schedule(text)
            address = SettingAddress(schedule.thing.value, schedule.of)
            if address.kind != "dashboard" or address.name not in BOARDS:  # which every shop has
                yield address


def _refuse_unpublished(names: Sequence[str]) -> None:
    for name in names:
        try:
            find_part(name)
        except BadQuestion as error:
            raise Misconfigured(str(error)) from error
