"""The settings that stand: of each the newest version, where it is not deleted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tally.domain.errors import Misconfigured
from tally.domain.plan.tracking_plan import TrackingPlan, parse_plan
from tally.domain.reports.kpis import Kpi
from tally.domain.settings.kpi_text import parse_kpi_owners
from tally.domain.settings.opening_text import parse_opening
from tally.domain.settings.setting import SettingVersion, measure_literal
from tally.domain.shop.customer_profiles import CustomerProfile, parse_profiles
from tally.domain.shop.opening_hours import OpeningHours

Read = TypeVar("Read")

MOST_TEXT_BYTES = 80_000
"""Of all texts in one statement: Athena takes 262,144 bytes, MOST_SETTINGS rows without them are 175,000."""


@dataclass(frozen=True, slots=True)
class StandingSettings:
    """What a build reads. Where nothing is put, what was deployed counts."""

    versions: Sequence[SettingVersion] = ()

    @classmethod
    def of(cls, newest: Sequence[SettingVersion]) -> "StandingSettings":
        """Of the newest version of each setting those that are not deleted."""
        return cls([each for each in newest if each.text is not None])

    def opening_hours(self, deployed: OpeningHours) -> OpeningHours:
        """When sales open."""
        return self._read("opening_hours", parse_opening, deployed)

    def customer_profiles(self, deployed: Sequence[CustomerProfile]) -> Sequence[CustomerProfile]:
        """The shop's kinds of customers."""
        return self._read("customer_profiles", parse_profiles, deployed)

    def tracking_plan(self, deployed: TrackingPlan) -> TrackingPlan:
        """What is meant to come, and what becomes of personal data."""
        return self._read("tracking_plan", parse_plan, deployed)

    def kpis(self, deployed: Mapping[str, Kpi]) -> Mapping[str, Kpi]:
        """The KPIs with their owners and tolerances."""
        return self._read("kpis", lambda text: parse_kpi_owners(text, deployed), deployed)

    def list_texts(self) -> list[str | None]:
        """The text of each version, None for the longest ones where all are too long for one statement."""
        sizes = [measure_literal(each.text or "") for each in self.versions]
        left_out: set[int] = set()
        for at in sorted(range(len(sizes)), key=lambda at: -sizes[at]):
            if sum(sizes) <= MOST_TEXT_BYTES:
                break
            left_out.add(at)
            sizes[at] = 0
        return [None if at in left_out else each.text for at, each in enumerate(self.versions)]

    def _read(self, kind: str, parse: Callable[[str], Read], deployed: Read) -> Read:
        """What is put of a kind. Misconfigured where this version of Tally cannot read it."""
        found = next((each for each in self.versions if each.address.kind == kind), None)
        if found is None or found.text is None:
            return deployed
        try:
            return parse(found.text)
        except Misconfigured as error:
            raise Misconfigured(f"{found.address}, version {found.number}: {error}") from error
