"""What a dashboard looks at: which days, beside which, at which place. Defaults are those of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from tally.domain.errors import BadQuestion, NotPublished
from tally.domain.exports.boards.cube_figures import ALL, BoardPlace, PublishedCube
from tally.domain.exports.boards.periods import COMPARISONS, PERIODS, Period, find_compared, find_period
from tally.domain.words.words import Words

Files = Mapping[str, Mapping[str, Any]]
"""Published files by name: docs/guides/reports-api.md."""

FILTERS = ("period", "compare", "platform", "country", "profile")
_CHOICES = {"period": PERIODS, "compare": COMPARISONS}


@dataclass(frozen=True, slots=True)
class BoardFilters:
    """What is chosen of FILTERS; None is the page's own choice."""

    period: str = "1d"
    compare: str | None = None
    platform: str = ALL
    country: str = ALL
    profile: str = ALL

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """BadQuestion for a name or a choice that there is not. Which places are published is told later."""
        if strange := [name for name in given if name not in FILTERS]:
            raise BadQuestion(f"a dashboard has no filter {strange[0]!r}: there are {', '.join(FILTERS)}")
        for name, value in given.items():
            if name in _CHOICES and value not in _CHOICES[name]:
                raise BadQuestion(f"{name} is one of {', '.join(_CHOICES[name])}")
            if not isinstance(value, str):
                raise BadQuestion(f"{name} is a text")
        return cls(**given)


WITHOUT_FILTERS = BoardFilters()


@dataclass(frozen=True, slots=True)
class Look:
    """What parts are drawn of."""

    files: Files
    words: Words
    period: Period
    compared: Period | None
    place: BoardPlace
    currency: str | None

    @property
    def cube(self) -> PublishedCube:
        """The file of that name."""
        return PublishedCube(self.files["cube"])


def look_at(files: Files, filters: BoardFilters, words: Words) -> Look:
    """BadQuestion for a place that nothing is published of; NotPublished before the first whole day."""
    first = next(iter(files.values()))
    if first["day"] is None:
        raise NotPublished("No day of the shop's is over yet: ask again after the next night")
    period = find_period(filters.period, date.fromisoformat(first["day"]))
    cube = PublishedCube(files["cube"]) if "cube" in files else None
    place = BoardPlace(filters.platform, filters.country, filters.profile)
    _check_place(place, files, cube)
    compared = find_compared(
        period, filters.compare or _choose_comparison(period, filters, cube), filters.period
    )
    return Look(files, words, period, compared, place, first.get("currency"))


def _choose_comparison(period: Period, filters: BoardFilters, cube: PublishedCube | None) -> str:
    """In a shop's first week no weekday has one before it: then the days right before are compared with."""
    week, before = (find_compared(period, each, filters.period) for each in ("week", "before"))
    if cube and week and before and not cube.knows(week) and cube.knows(before):
        return "before"
    return "week"


def _check_place(place: BoardPlace, files: Files, cube: PublishedCube | None) -> None:
    if place.profile != ALL and (place.platform, place.country) != (ALL, ALL):
        raise BadQuestion("A profile is one of the whole shop: choose no platform and no country beside it")
    for by in ("platform", "country", "profile"):
        known = cube.list_places(by) if cube else _list_platforms(files) if by == "platform" else []
        if getattr(place, by) not in (ALL, *known):
            raise BadQuestion(f"Nothing is published of this {by}: there are {', '.join(known) or 'none'}")


def _list_platforms(files: Files) -> list[str]:
    told = files["funnels"]["columns"]["platform"] if "funnels" in files else ()
    return sorted({*told} - {ALL})
