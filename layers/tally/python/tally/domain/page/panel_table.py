"""A part of a dashboard as rows: what a file of it holds, whatever its format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tally.domain.page.board_look import Look
from tally.domain.page.published_cube import File, PublishedCube


@dataclass(frozen=True, slots=True)
class PanelTable:
    """`types` are Athena's, by column and in their order; values are as JSON has them, days as texts.

    A row with `unit` says by it what its values are (count, money, share, minutes, ratio). `not_followed`:
    filters that are chosen, and that these rows do not follow. `title` is a shop's own; None: the words
    `part.NAME`, which the page has.
    """

    part: str
    types: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    verdict: str
    reason: str = ""
    sql: str | None = None
    title: str | None = None
    not_followed: Sequence[str] = ()

    def named(self, title: str | None) -> "PanelTable":
        """Under a title of the shop's own."""
        return replace(self, title=title)


@dataclass(frozen=True, slots=True)
class BoardFiles:
    """The published files by name, and what is looked at in them."""

    files: Mapping[str, File]
    look: Look

    @property
    def cube(self) -> PublishedCube:
        """Where the place that is looked at stands: of a region its country's file."""
        region, country = self.look.place["region"], self.look.place["country"]
        return PublishedCube(self.files["cube" if region == "all" else f"regions/{country}"])


Draw = Callable[[BoardFiles], PanelTable]


def list_rows(columns: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows of a file's columns."""
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def find_day(file: File) -> date | None:
    """The last day that is over; None before the first night that has one."""
    return date.fromisoformat(file["day"]) if file.get("day") else None
