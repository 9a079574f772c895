"""Find the cohort that is kept under a name."""

from dataclasses import dataclass

from tally.domain.errors import BadQuestion, Misconfigured
from tally.domain.reports.cohort import Cohort
from tally.domain.settings.cohort_text import parse_cohort
from tally.domain.settings.setting import SettingAddress
from tally.ports.settings import SettingStore


@dataclass(frozen=True, slots=True)
class FindCohort:
    """A CohortLookup over the shop's settings."""

    store: SettingStore

    def __call__(self, name: str) -> Cohort:
        """Its newest definition. BadQuestion where there is none."""
        try:
            address = SettingAddress("cohort", name)
        except Misconfigured as error:
            raise BadQuestion(f"{name!r} is no condition and no name of a cohort: {error}") from error
        newest = self.store.find_newest(address)
        if newest is None or newest.text is None:
            raise BadQuestion(f"no cohort is named {name}: `tally settings list cohort` names all")
        return parse_cohort(newest.text)
