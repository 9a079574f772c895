"""Where the shop's settings are kept: versions that are written once."""

from collections.abc import Sequence
from typing import Protocol

from tally.domain.settings.setting import SettingAddress, SettingVersion


class SettingStore(Protocol):
    """All versions of every setting."""

    def find_newest(self, address: SettingAddress) -> SettingVersion | None:
        """The newest version, also one by which it was deleted; None where it was never put."""

    def find_version(self, address: SettingAddress, number: int) -> SettingVersion | None:
        """This version; None where there is none."""

    def read_history(self, address: SettingAddress) -> Sequence[SettingVersion]:
        """All versions, the oldest first."""

    def list_newest(self, kind: str | None = None) -> Sequence[SettingVersion]:
        """The newest version of each setting, of one kind or of all, by address; deleted ones too."""

    def add(self, version: SettingVersion) -> bool:
        """Write a version whole or not at all; False where its number is taken, and nothing was written."""


class SettingChanges(Protocol):
    """Changes in one person's name: see the use case change_setting for what is refused."""

    def put(self, address: SettingAddress, text: str, over: int) -> object:
        """Make it this text, over the version that was read; 0 where there was none."""

    def delete(self, address: SettingAddress, over: int) -> object:
        """End it; its versions stay."""
