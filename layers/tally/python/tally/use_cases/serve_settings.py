"""Serve what people save on the page: questions, cohorts, dashboards and schedules, in versions.

Who has a role reads and saves all of it (ours): each version says who wrote it, and an older one comes back
by `tally settings rollback`. Only the owner and administrators delete, and change what is sent in the owner's
name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tally.domain.answering.caller import Caller, Rights
from tally.domain.answering.refusals import NoSuchSetting, NotAllowed
from tally.domain.errors import BadQuestion, Misconfigured, SettingChanged
from tally.domain.settings.fixed_days import ASKED_OF_DAYS, FindText, find_texts, list_fixed
from tally.domain.settings.setting import SettingAddress, SettingVersion
from tally.domain.settings.setting_bodies import read_body, write_body
from tally.ports.clock import Clock
from tally.ports.settings import SettingChanges, SettingStore

IN_OWNERS_NAME = ("schedule",)
"""Kinds that act without anybody at the screen."""

Shown = Mapping[str, Any]
"""The members of a setting, and name, version, written_by, written_at; of ASKED_OF_DAYS `fixed`, too."""


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """`open_changes` writes in somebody's name. BadQuestion for what is no name, or no such setting."""

    store: SettingStore
    open_changes: Callable[[str], SettingChanges]
    rights: Rights
    now: Clock

    def list(self, caller: Caller, kind: str) -> Sequence[Shown]:
        """All that stand, by name."""
        self.rights.check_asking(caller)
        versions = self.store.list_newest(kind)
        named = [each for below in ASKED_OF_DAYS.get(kind, ()) for each in self.store.list_newest(below)]
        find_text = find_texts([*versions, *named])
        return [self._show(version, find_text) for version in versions if version.text is not None]

    def read(self, caller: Caller, kind: str, name: str) -> Shown:
        """One that stands; NoSuchSetting where there is none."""
        self.rights.check_asking(caller)
        return self._show(self._find(_find_address(kind, name)), self._find_text)

    def put(self, caller: Caller, kind: str, name: str, body: Mapping[str, Any], over: int) -> Shown:
        """Write it over the version that was read, 0 for none. SettingChanged where another stands."""
        self.rights.check_asking(caller)
        address = _find_address(kind, name)
        standing = self.store.find_newest(address)
        told = read_body(standing.text) if standing and standing.text is not None else {}
        if told and kind in IN_OWNERS_NAME and not _is_theirs(caller, told["owner"]):
            owner = told["owner"] or "nobody"
            raise NotAllowed(f"Only {owner}, whose it is, and administrators change {name}")
        try:
            text = write_body(kind, body, told.get("owner") or caller.name)
            self.open_changes(caller.name).put(address, text, over)
        except Misconfigured as error:
            raise BadQuestion(str(error)) from error
        except SettingChanged as error:
            raise _tell_changed(standing) from error
        return self._show(self._find(address), self._find_text)

    def delete(self, caller: Caller, kind: str, name: str, over: int) -> None:
        """End it; NotAllowed where it is another's."""
        self.rights.check_asking(caller)
        address = _find_address(kind, name)
        standing = self._find(address)
        owner = read_body(standing.text or "")["owner"]
        if not _is_theirs(caller, owner):
            raise NotAllowed(f"Only {owner or 'nobody'}, whose it is, and administrators delete {name}")
        try:
            self.open_changes(caller.name).delete(address, over or standing.number)
        except SettingChanged as error:
            raise _tell_changed(standing) from error

    def _find(self, address: SettingAddress) -> SettingVersion:
        newest = self.store.find_newest(address)
        if newest is None or newest.text is None:
            raise NoSuchSetting(f"No {address.kind} is saved as {address.name}")
        return newest

    def _find_text(self, address: SettingAddress) -> str | None:
        newest = self.store.find_newest(address)
        return newest.text if newest else None

    def _show(self, version: SettingVersion, find_text: FindText) -> Shown:
        shown = {
            **read_body(version.text or ""),
            "name": version.address.name,
            "version": version.number,
            "written_by": version.written_by,
            "written_at": f"{version.written_at:%Y-%m-%dT%H:%M:%SZ}",
        }
        if version.address.kind in ASKED_OF_DAYS:
            fixed = list_fixed(version.address, find_text, self.now())
            shown["fixed"] = [each.members for each in fixed]
        return shown


def _is_theirs(caller: Caller, owner: str) -> bool:
    return owner == caller.name or caller.is_administrator


def _find_address(kind: str, name: str) -> SettingAddress:
    try:
        return SettingAddress(kind, name)
    except Misconfigured as error:
        raise BadQuestion(str(error)) from error


def _tell_changed(standing: SettingVersion | None) -> SettingChanged:
    if standing is None:
        return SettingChanged("Nothing is saved under this name: put it without If-Match")
    return SettingChanged(
        f"{standing.address.name} stands at version {standing.number}, by {standing.written_by}, which you "
        "have not read: read it, and put yours with its ETag as If-Match"
    )
