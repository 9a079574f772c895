"""The places that KPIs are told by."""

from dataclasses import dataclass

from tally.domain.errors import BadQuestion

ALL = "all"
"""Stands for no one place: the total, in which a person counts once."""

PLACES = ("platform", "country", "region", "profile")
"""What the KPIs are told by."""

_TOGETHER = ("platform", "country")


@dataclass(frozen=True, slots=True)
class KpiPlace:
    """One platform, country, region or customer profile ('all' is the total); `by` one of PLACES each of
    them, beside the total. BadQuestion for two that no KPIs are told by."""

    platform: str = ALL
    country: str = ALL
    region: str = ALL
    profile: str = ALL
    by: str | None = None

    def __post_init__(self) -> None:
        """KPIs are told by platform and country together; what has a region or a profile stands alone."""
        told = [name for name in PLACES if getattr(self, name) != ALL or name == self.by]
        if len(told) > 1 and told != [*_TOGETHER]:
            *_, one, other = told
            raise BadQuestion(f"There are no KPIs by {one} and {other} together: ask for one of them")

    def names(self) -> dict[str, str | None]:
        """Of each of PLACES its name, all, or None for each and all."""
        asked = {name: getattr(self, name) for name in PLACES}
        return {name: None if name == self.by and value == ALL else value for name, value in asked.items()}


IN_ALL = KpiPlace()
"""The whole shop."""
