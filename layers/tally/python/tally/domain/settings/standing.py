"""The settings that stand: of each the newest version, where it is not deleted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tally.domain.errors import Misconfigured
from tally.domain.reports.kpi_owners import read_kpi_owners
from tally.domain.reports.kpis import Kpi
from tally.domain.settings.opening_text import parse_opening
from tally.domain.settings.setting import SettingVersion
from tally.domain.shop.customer_profiles import CustomerProfile, parse_profiles
from tally.domain.shop.opening_hours import OpeningHours

_Read = TypeVar("_Read")

MOST_TEXT_BYTES = 150_000
"""Of all texts in one statement, of which Athena takes 262,144 bytes."""


@dataclass(frozen=True, slots=True)
class StandingSettings:
    """What a build reads. Where nothing is put, what was deployed counts."""

    versions: Sequence[SettingVersion] = ()

    @classmethod
    def of(cls, newest: Sequence[SettingVersion]) -> "StandingSettings":
        """Of the newest version of each setting those that are not deleted."""
        return cls([each for each in newest if each.text is not None])

    def opening_hours(self, deployed: OpeningHours) -> OpeningHours:
        """When sales open. Misconfigured where this version of Tally cannot read what was put."""
        return self._read_single("opening_hours", parse_opening, deployed)

    def kpis(self, usual: Mapping[str, Kpi]) -> Mapping[str, Kpi]:
        """The KPIs with the shop's owners and tolerances. Misconfigured as of opening hours."""
        return self._read_single("kpis", lambda text: read_kpi_owners(text, usual), usual)

    def customer_profiles(self, usual: Sequence[CustomerProfile]) -> Sequence[CustomerProfile]:
        """The shop's kinds of customers. Misconfigured as of opening hours."""
        return self._read_single("customer_profiles", parse_profiles, usual)

    def list_texts(self) -> list[str | None]:
        """The text of each version, None for the longest ones where all are too long for one statement."""
        sizes = [len((each.text or "").encode()) for each in self.versions]
        left_out: set[int] = set()
        for at in sorted(range(len(sizes)), key=lambda at: -sizes[at]):
            if sum(sizes) <= MOST_TEXT_BYTES:
                break
            left_out.add(at)
            sizes[at] = 0
        return [None if at in left_out else each.text for at, each in enumerate(self.versions)]

    def _read_single(self, kind: str, parse: Callable[[str], _Read], usual: _Read) -> _Read:
        found = next((each for each in self.versions if each.address.kind == kind), None)
        if found is None or found.text is None:
            return usual
        try:
            return parse(found.text)
        except Misconfigured as error:
            raise Misconfigured(f"{found.address}, version {found.number}: {error}") from error
