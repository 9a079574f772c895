"""What a dashboard looks at in the published files, with defaults of the page, in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Self

from tally.domain.errors import BadQuestion, NotPublished
from tally.domain.page.board_look import (
    COMPARISONS,
    PERIODS,
    Look,
    Period,
    find_compared,
    find_period,
    read_look,
)
from tally.domain.page.published_cube import File, PublishedCube
from tally.domain.reports.kpi_places import ALL, PLACES
from tally.domain.words.words import Words

Files = Mapping[str, File]
"""Published files by name: docs/guides/reports-api.md."""

DEFAULT_PERIOD = "1d"
FILTERS = ("period", "compare", *PLACES)
_CHOICES = {"period": PERIODS, "compare": COMPARISONS}


@dataclass(frozen=True, slots=True)
class BoardFilters:
    """What is chosen of FILTERS; None is the page's own choice."""

    period: str | None = None
    compare: str | None = None
    platform: str = ALL
    country: str = ALL
    region: str = ALL
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

    def list_files(self, names: Sequence[str]) -> list[str]:
        """The files of these names, and that of a region's country; the cube first: it tells the last day."""
        regions = [f"regions/{self.country}"] if self.region != ALL and "cube" in names else []
        return sorted({*names, *regions}, key=lambda name: (name != "cube", name))


WITHOUT_FILTERS = BoardFilters()


@dataclass(frozen=True)
class BoardView:
    """What parts are drawn of."""

    files: Files
    words: Words
    look: Look
    currency: str | None
    is_period_chosen: bool = False
    is_comparison_chosen: bool = False

    @property
    def period(self) -> Period:
        """Which days."""
        return self.look.period

    @property
    def compared(self) -> Period | None:
        """Beside which days."""
        return self.look.compared

    @property
    def place(self) -> Mapping[str, str]:
        """Where, by PLACES."""
        return self.look.place

    @property
    def chosen(self) -> tuple[str, ...]:
        """The FILTERS that somebody has set."""
        days = {"period": self.is_period_chosen, "compare": self.is_comparison_chosen}
        places = [which for which, name in self.place.items() if name != ALL]
        return (*(name for name, is_chosen in days.items() if is_chosen), *places)

    @cached_property
    def cube(self) -> PublishedCube:
        """Where the place that is looked at stands: of a region its country's file."""
        region, country = self.place["region"], self.place["country"]
        return PublishedCube(self.files["cube" if region == ALL else f"regions/{country}"])

    def at(self, which: str, name: str) -> "BoardView":
        """The same, at another of the PLACES."""
        return replace(self, look=replace(self.look, place={**self.place, which: name}))


def look_at(files: Files, filters: BoardFilters, words: Words) -> BoardView:
    """BadQuestion for a place that nothing is published of; NotPublished before the first whole day."""
    first = next(iter(files.values()))
    if first["day"] is None:
        raise NotPublished("No day of the shop's is over yet: ask again after the next night")
    day = date.fromisoformat(first["day"])
    known = _list_places(files)
    chosen = {which: getattr(filters, which) for which in PLACES}
    for which, name in chosen.items():
        if name not in (ALL, *known[which]):
            names = ", ".join(known[which]) or "none"
            raise BadQuestion(f"Nothing is published of this {which}: there are {names}")
    compare = filters.compare or _choose_comparison(files, filters.period or DEFAULT_PERIOD, day)
    asked = {**chosen, "period": filters.period or DEFAULT_PERIOD, "compare": compare}
    look = read_look(asked, day, known)
    if {which: look.place[which] for which in PLACES} != chosen:
        raise BadQuestion(
            "A profile is counted for the whole shop, a region in its country for all platforms: choose no "
            "other place beside it"
        )
    is_compared = filters.compare is not None and look.compared is not None
    return BoardView(files, words, look, first.get("currency"), filters.period is not None, is_compared)


def _choose_comparison(files: Files, period_name: str, day: date) -> str:
    """In a shop's first week no weekday has one before it: then the days right before are compared with."""
    if "cube" not in files:
        return "week"
    cube, period = PublishedCube(files["cube"]), find_period(period_name, day)
    week, before = (find_compared(period, each, period_name) for each in ("week", "before"))
    is_young = week is not None and not cube.knows(week)
    return "before" if is_young and before is not None and cube.knows(before) else "week"


def _list_places(files: Files) -> dict[str, list[str]]:
    known: dict[str, list[str]] = {which: [] for which in PLACES}
    if "funnels" in files:
        known["platform"] = sorted({*files["funnels"]["columns"]["platform"]} - {ALL})
    for name, file in files.items():
        if name == "cube" or name.startswith("regions/"):
            cube = PublishedCube(file)
            known |= {which: names for which in PLACES if (names := cube.list_places(which))}
    return known
