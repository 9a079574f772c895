"""What a command says of schedules that send the same days each time."""

from collections.abc import Sequence
from datetime import datetime

from tally.domain.settings.fixed_days import ASKED_OF_DAYS, FindText, find_texts, list_fixed
from tally.domain.settings.named_settings import is_named_by
from tally.domain.settings.setting import SettingAddress
from tally.ports.settings import SettingStore

MOVE_ON = (
    "Days move on where a question says them so: save it with --last 7d or --date yesterday, "
    "in place of dates."
)


def read_texts(store: SettingStore) -> FindText:
    """Of all settings that say what is sent, and of what days."""
    return find_texts([each for kind in ASKED_OF_DAYS for each in store.list_newest(kind)])


def note_fixed(store: SettingStore, address: SettingAddress, now: datetime) -> Sequence[str]:
    """After a change of this setting: which schedules send days of it that stay, and what to do."""
    if address.kind not in ASKED_OF_DAYS:
        return ()
    find_text = read_texts(store)
    if not list_fixed(address, find_text, now):
        return ()
    boards = [each.address for each in store.list_newest("dashboard") if is_named_by(address, each, now)]
    sent = (address, *boards)
    sending = [
        each.address
        for each in store.list_newest("schedule")
        if each.address == address or any(is_named_by(named, each, now) for named in sent)
    ]
    return tell_fixed(sending, find_text, now)


def tell_fixed(schedules: Sequence[SettingAddress], find_text: FindText, now: datetime) -> Sequence[str]:
    """A sentence for each that sends the same days each time, and the last one says what to do."""
    fixed = [(each.name, list_fixed(each, find_text, now)) for each in schedules]
    told = [f"{name} sends the same days each time ({', '.join(map(str, of))})." for name, of in fixed if of]
    return [*told, MOVE_ON] if told else []
