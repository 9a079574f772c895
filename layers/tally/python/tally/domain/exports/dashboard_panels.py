"""A dashboard as what is asked for its file: its title, and a report for each panel."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tally.domain.errors import BadQuestion
from tally.domain.exports.asked_export import ReportAsked
from tally.domain.exports.boards.look import BoardFilters
from tally.domain.exports.boards.parts import BOARDS, PARTS, USUAL_PERIODS
from tally.domain.settings.toml_text import read_any_toml
from tally.domain.words.words import Words


@dataclass(frozen=True, slots=True)
class DashboardPanels:
    """`title` is None of a standing dashboard, which is called by its word."""

    name: str
    title: str | None
    panels: tuple[ReportAsked, ...]

    def name_it(self, words: Words) -> str:
        """What stands above it."""
        return self.title or words.say(f"board.{self.name}")


def find_standing(name: str) -> DashboardPanels | None:
    """One of those that everybody has."""
    if name not in BOARDS:
        return None
    parts = (ReportAsked(None, {}, published=part) for part in BOARDS[name])
    return DashboardPanels(name, None, tuple(parts))


def choose_usual(name: str, filters: BoardFilters) -> BoardFilters:
    """With the period that this dashboard shows where nobody chose one."""
    return replace(filters, period=filters.period or USUAL_PERIODS.get(name))


def read_panels(name: str, text: str) -> DashboardPanels:
    """Of a setting's text. BadQuestion where nothing is on it."""
    told = read_any_toml(text)
    panels = tuple(map(_read_panel, told.get("panel", [])))
    if not panels:
        raise BadQuestion(f"Nothing is on the dashboard {name} yet: add a panel to it")
    return DashboardPanels(name, told["title"], panels)


def _read_panel(panel: Mapping[str, Any]) -> ReportAsked:
    return ReportAsked(None, {}, panel.get("question"), panel.get("title"), panel.get("published"))


def list_files(panels: tuple[ReportAsked, ...], filters: BoardFilters) -> list[str]:
    """Published files that these read."""
    parts = (PARTS[each.published] for each in panels if each.published and each.published in PARTS)
    return filters.list_files([file for part in parts for file in part.files])
