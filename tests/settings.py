"""A store of settings in memory, and ways to change what it holds."""

from collections.abc import Sequence
from datetime import UTC, datetime

from tally.domain.settings.setting import SettingAddress, SettingVersion
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.change_setting import ChangeSetting

from tests.fakes import Journal

NOW = datetime(2026, 11, 30, 9, 15, tzinfo=UTC)
TWICE = 'conditions = ["did Order Completed; at least 2"]\n'
ONCE = 'conditions = ["did Order Completed"]\n'


class MemorySettings:
    """See ports.settings.SettingStore. `journal` notes each write, and may end the process before one."""

    def __init__(self, journal: Journal | None = None) -> None:
        self._held: dict[tuple[SettingAddress, int], SettingVersion] = {}
        self.journal = journal or Journal()

    def find_newest(self, address: SettingAddress) -> SettingVersion | None:
        return next(iter(reversed(self.read_history(address))), None)

    def find_version(self, address: SettingAddress, number: int) -> SettingVersion | None:
        return self._held.get((address, number))

    def read_history(self, address: SettingAddress) -> Sequence[SettingVersion]:
        return [self._held[key] for key in sorted(self._held) if key[0] == address]

    def list_newest(self, kind: str | None = None) -> Sequence[SettingVersion]:
        newest = {address: self._held[address, number] for address, number in sorted(self._held)}
        return [version for address, version in newest.items() if kind in (None, address.kind)]

    def add(self, version: SettingVersion) -> bool:
        key = (version.address, version.number)
        if key in self._held:
            return False
        self.journal.note("add", str(version.address), version.number)
        self._held[key] = version
        return True


def hold(store: MemorySettings, kind: str, name: str, text: str | None, number: int = 1) -> None:
    """Let it stand, whatever it names, or be gone, whatever names it: as two writers at once may leave it."""
    store.add(SettingVersion(SettingAddress(kind, name), number, text, "anna", NOW))


def writer(store: MemorySettings, name: str = "anna", **deployed: str) -> ChangeSetting:
    """Somebody who changes settings at NOW."""
    return ChangeSetting(store, lambda: NOW, name, ShopClock("Europe/Rome"), deployed)
