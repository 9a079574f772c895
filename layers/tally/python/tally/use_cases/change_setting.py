"""Change a setting: put a text, delete it, or bring an older version back. Each is one new version."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from tally.domain.errors import Misconfigured, SettingChanged
from tally.domain.settings.kinds import KINDS
from tally.domain.settings.named_settings import NAMING, list_named, refuse_missing, refuse_named
from tally.domain.settings.sent_persons import refuse_sent_persons
from tally.domain.settings.setting import (
    MOST_SETTINGS,
    SettingAddress,
    SettingVersion,
    check_text,
    check_writer,
)
from tally.domain.shop.shop_clock import ShopClock
from tally.ports.clock import Clock
from tally.ports.settings import SettingStore

NOTHING = 0
"""In the place of a version's number: the writer read that nothing stands."""


@dataclass(frozen=True, slots=True)
class SettingWritten:
    """What stands now. `is_new` is false where it stood already and nothing was written."""

    version: SettingVersion
    is_new: bool


@dataclass(frozen=True, slots=True)
class ChangeSetting:
    """One write adds one version, whole or not at all: killed anywhere, the old one stands or the new one.

    `written_by` is kept with it. `clock` tells which of the shop's days have begun.
    `deployed`: the text, by kind, that counts where nothing is put.
    `checks`: by kind, what only adapters can check beside the kind's own rules.
    Misconfigured where a text does not pass its kind's check, or names a setting that does not stand;
    SettingChanged where the setting is no longer as the writer read it. The same change again finds that it
    stands, and writes nothing.
    """

    store: SettingStore
    now: Clock
    written_by: str
    clock: ShopClock
    deployed: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, Callable[[str], object]] = field(default_factory=dict)

    def put(self, address: SettingAddress, text: str, over: int = NOTHING) -> SettingWritten:
        """Make it this text; `over` is the number of the version that the writer read."""
        return self._write(address, text, self.foresee(address, text, over), over)

    def foresee(
        self,
        address: SettingAddress,
        text: str,
        over: int = NOTHING,
        beside: Collection[SettingAddress] = (),
    ) -> SettingVersion | None:
        """What stands now; raises what `put` would, once those `beside` it are put."""
        check_text(address, text, self.now())
        standing = self.store.find_newest(address)
        if standing is None or standing.text != text:
            self._check(address, text, beside)
        self._refuse(address, text, standing, over)
        return standing

    def delete(self, address: SettingAddress, over: int) -> SettingWritten:
        """Make it as if it had never been put; its versions stay. Misconfigured for what must last,
        SettingNamed for what others name."""
        if KINDS[address.kind].is_lasting:
            raise Misconfigured(
                f"{address} is never deleted, since what was deployed before may be looser: put another "
                f"text, or bring an older one back with `tally settings rollback {address}`"
            )
        standing = self.store.find_newest(address)
        if standing is None:
            raise Misconfigured(f"{address} was never put: there is nothing to delete")
        if standing.text is not None:
            naming = [each for kind in NAMING for each in self.store.list_newest(kind)]
            refuse_named(address, naming, self.now())
        return self._write(address, None, standing, over)

    def roll_back(self, address: SettingAddress, to: int | None = None) -> SettingWritten:
        """Make it what version `to` was; None is the one before the newest."""
        history = self.store.read_history(address)
        numbers = [version.number for version in history]
        wanted = (numbers or [0])[-1] - 1 if to is None else to
        if wanted not in numbers:
            told = f"there are {numbers[0]} to {numbers[-1]}" if numbers else "it was never put"
            raise Misconfigured(f"{address} has no version {wanted} to go back to: {told}")
        text = history[numbers.index(wanted)].text
        if text is None:
            raise Misconfigured(f"with version {wanted} {address} was deleted: name another, or delete it")
        check_text(address, text, self.now())
        self._check(address, text)
        return self._write(address, text, history[-1], numbers[-1])

    def _check(self, address: SettingAddress, text: str, beside: Collection[SettingAddress] = ()) -> None:
        """What the text alone does not tell."""
        try:
            named = list_named(address.kind, text, self.now())
            refuse_missing(named, lambda each: each in beside or self._find_text(each) is not None)
            refuse_sent_persons(
                address, text, self._find_text, lambda: self.store.list_newest("schedule"), self.now()
            )
            if check := self.checks.get(address.kind):
                check(text)
        except Misconfigured as error:
            raise Misconfigured(f"{address}: {error}") from error

    def _find_text(self, address: SettingAddress) -> str | None:
        newest = self.store.find_newest(address)
        return newest.text if newest else None

    def _write(
        self, address: SettingAddress, text: str | None, standing: SettingVersion | None, over: int
    ) -> SettingWritten:
        self._refuse(address, text, standing, over)
        if standing is not None and standing.text == text:
            return SettingWritten(standing, is_new=False)
        number = standing.number + 1 if standing else 1
        version = SettingVersion(address, number, text, self.written_by, self.now().replace(microsecond=0))
        if self.store.add(version):
            return SettingWritten(version, is_new=True)
        # Another writer was faster; or it was this one, whose first try was answered to nobody.
        newest = self.store.find_newest(address)
        if newest is not None and newest.text == text:
            return SettingWritten(newest, is_new=False)
        _refuse_unseen(address, newest, number - 1)
        raise SettingChanged(f"{address} is being written by somebody else: try again")

    def _refuse(
        self, address: SettingAddress, text: str | None, standing: SettingVersion | None, over: int
    ) -> None:
        if standing is not None and standing.text == text:
            return
        _refuse_unseen(address, standing, over)
        check_writer(self.written_by)
        if text is not None and (standing is None or standing.text is None):
            self._refuse_too_many()
        check = KINDS[address.kind].check_change
        deployed = self.deployed.get(address.kind)
        before = standing.text if standing and standing.text is not None else deployed
        after = deployed if text is None else text
        if check and before is not None and after is not None:
            check(before, after, self.clock.business_date(self.now()))

    def _refuse_too_many(self) -> None:
        standing = [each for each in self.store.list_newest() if each.text is not None]
        if len(standing) >= MOST_SETTINGS:
            raise Misconfigured(
                f"{len(standing)} settings stand, and {MOST_SETTINGS} are the most: delete some"
            )


def _refuse_unseen(address: SettingAddress, standing: SettingVersion | None, over: int) -> None:
    """SettingChanged where what stands is not what the writer read."""
    number = standing.number if standing else NOTHING
    if over == number or (over == NOTHING and (standing is None or standing.text is None)):
        return
    if standing is None:
        raise SettingChanged(f"{address} has no version {over}: it was never put. Put it without --over")
    read = f"not version {over}" if over else "and you named none"
    raise SettingChanged(
        f"{address} stands at version {number}, by {standing.written_by} at "
        f"{standing.written_at:%Y-%m-%d %H:%M} UTC, {read}: nothing was written. Look at it with "
        f"`tally settings get {address}`; --over {number} puts yours over it"
    )
