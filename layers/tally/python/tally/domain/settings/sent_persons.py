"""Lists of persons are never sent: no schedule begins to send one, no question that is sent becomes one."""

from collections.abc import Callable, Sequence
from datetime import datetime

from tally.domain.answering.asked_report import lists_persons
from tally.domain.errors import Misconfigured
from tally.domain.schedules.export_schedule import SentThing
from tally.domain.settings.fixed_days import FindText
from tally.domain.settings.question_text import read_at
from tally.domain.settings.schedule_text import parse_schedule
from tally.domain.settings.setting import SettingAddress, SettingVersion


def refuse_sent_persons(
    address: SettingAddress,
    text: str,
    find_text: FindText,
    list_schedules: Callable[[], Sequence[SettingVersion]],
    now: datetime,
) -> None:
    """Misconfigured where this checked text of a schedule, or of a question, would send one."""
    match address.kind:
        case "schedule":
            schedule = parse_schedule(text)
            asked = find_text(SettingAddress(schedule.thing.value, schedule.of))
            if schedule.thing is SentThing.QUESTION and asked and _lists_persons(asked, now):
                raise Misconfigured(f"{schedule.of} lists or names persons, and such an answer is never sent")
        case "question":
            if _lists_persons(text, now) and (sending := _find_sending(address.name, list_schedules())):
                raise Misconfigured(
                    f"{sending} sends it, and an answer that lists or names persons is never sent: save it "
                    "under another name"
                )


def _lists_persons(text: str, now: datetime) -> bool:
    return lists_persons(read_at(text, now))


def _find_sending(question: str, schedules: Sequence[SettingVersion]) -> str:
    """The first schedule that sends it, or nothing."""
    return next((str(each.address) for each in schedules if _sends(each, question)), "")


def _sends(version: SettingVersion, question: str) -> bool:
    if version.text is None:
        return False
    try:
        schedule = parse_schedule(version.text)
    except Misconfigured:  # a newer Tally wrote it
        return False
    return (schedule.thing, schedule.of) == (SentThing.QUESTION, question)
