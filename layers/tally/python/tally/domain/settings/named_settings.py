"""What a setting names stands: it must when the one is put, and stays while the other names it.

So whoever changes a setting hears what is wrong, and not whoever asks, sees or gets it later. Kinds beside
NAMING name none: a subscription's KPIs and a dashboard's published parts are Tally's own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from tally.domain.errors import BadQuestion, Misconfigured, SettingNamed
from tally.domain.exports.boards.parts import BOARDS, find_part
from tally.domain.settings.dashboard_text import list_shown
from tally.domain.settings.question_text import list_cohorts
from tally.domain.settings.schedule_text import parse_schedule
from tally.domain.settings.setting import SettingAddress, SettingVersion


def list_named(kind: str, text: str, now: datetime) -> Sequence[SettingAddress]:
    """The settings that a text of this kind names, each once. Misconfigured for what can be none."""
    return [*dict.fromkeys(_LISTS[kind](text, now))] if kind in _LISTS else []


def refuse_missing(named: Sequence[SettingAddress], stands: Callable[[SettingAddress], bool]) -> None:
    """Misconfigured names the first that does not stand."""
    for address in named:
        if not stands(address):
            raise Misconfigured(f"no {address.kind} is saved as {address.name}")


def refuse_named(address: SettingAddress, versions: Sequence[SettingVersion], now: datetime) -> None:
    """SettingNamed where one of these, which are all that stand of NAMING, names it."""
    naming = [str(each.address) for each in versions if is_named_by(address, each, now)]
    if naming:
        raise SettingNamed(f"{address} is named by {', '.join(naming)}: change or delete that first")


def is_named_by(address: SettingAddress, version: SettingVersion, now: datetime) -> bool:
    """Whether a setting that stands names this one."""
    try:
        return version.text is not None and address in list_named(version.address.kind, version.text, now)
    except Misconfigured:  # a newer Tally wrote it
        return False


def _list_of_question(text: str, now: datetime) -> Iterator[SettingAddress]:
    yield from (SettingAddress("cohort", name) for name in list_cohorts(text, now))


def _list_of_dashboard(text: str, _now: datetime) -> Iterator[SettingAddress]:
    _refuse_unpublished(list_shown(text, "published"))
    yield from (SettingAddress("question", name) for name in list_shown(text, "question"))


def _list_of_schedule(text: str, _now: datetime) -> Iterator[SettingAddress]:
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


_LISTS: Mapping[str, Callable[[str, datetime], Iterator[SettingAddress]]] = MappingProxyType(
    {"question": _list_of_question, "dashboard": _list_of_dashboard, "schedule": _list_of_schedule}
)
NAMING = tuple(_LISTS)
"""Kinds that name other settings."""
