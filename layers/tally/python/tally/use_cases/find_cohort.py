"""Find the cohort that is kept under a name."""

from dataclasses import dataclass, replace

from tally.domain.errors import BadQuestion, Misconfigured
from tally.domain.reports.cohort import Cohort
from tally.domain.settings.cohort_text import parse_cohort
from tally.domain.settings.setting import SettingAddress
from tally.ports.settings import SettingStore


@dataclass(frozen=True, slots=True)
class FindCohort:
    """A CohortLookup, and FindVersion, over the shop's settings."""

    store: SettingStore

    def __call__(self, name: str, version: int | None = None) -> Cohort:
        """Its definition in this version, also where it was deleted since, or the newest.

        BadQuestion where there is none.
        """
        try:
            address = SettingAddress("cohort", name)
        except Misconfigured as error:
            raise BadQuestion(f"{name!r} is no condition and no name of a cohort: {error}") from error
        store = self.store
        found = store.find_newest(address) if version is None else store.find_version(address, version)
        if found is None or found.text is None:
            raise BadQuestion(f"no cohort is named {name}: `tally settings list cohort` names all")
        return replace(parse_cohort(found.text), versions=((name, found.number),))
