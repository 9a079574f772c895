"""Panels, answered or not, as the sections of one file."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tally.domain.errors import BadQuestion
from tally.domain.exports.asked_export import ReportAsked
from tally.domain.exports.boards.look import BoardView
from tally.domain.exports.boards.parts import PARTS, find_part
from tally.domain.exports.document import ExportDocument, ExportSection, ExportTable
from tally.domain.exports.export_report import ReportToExport, lay_out_report
from tally.domain.exports.narrowed_answer import narrow_answer
from tally.domain.exports.sources_text import tell_sources
from tally.domain.reports.kpi_places import PLACES
from tally.domain.words.place_words import name_place
from tally.domain.words.refusals import tell_refusal
from tally.domain.words.words import Words


@dataclass(frozen=True, slots=True)
class AnsweredPanel:
    """What was asked, and its answer, or in one sentence without full stop why there is none. Of a published
    part neither: it is drawn of the files."""

    asked: ReportAsked
    report: ReportToExport | None = None
    trouble: str | None = None


def lay_out_file(
    title: str,
    panels: Sequence[AnsweredPanel],
    view: BoardView | None,
    sources: Mapping[str, Any],
    words: Words,
) -> ExportDocument:
    """A panel may have several sections, or none at the place that is looked at. `sources` are those of
    `tell_sources`. BadQuestion where nothing is left to be told."""
    sections = [section for panel in panels for section in _lay_out(panel, view, words)]
    if not sections:
        raise BadQuestion("Nothing was published for this choice: choose another place, or other days")
    facts = _tell_view(view, _list_followed(panels)) if view is not None else ()
    return ExportDocument(title, words.language, sections, tell_sources(sources, words), facts)


def _lay_out(panel: AnsweredPanel, view: BoardView | None, words: Words) -> Sequence[ExportSection]:
    title = panel.asked.title
    if panel.report is not None:
        return [_lay_out_answer(panel, panel.report, view, words)]
    try:
        if panel.trouble is None and view is not None and panel.asked.published is not None:
            part = find_part(panel.asked.published)
            told = [*_tell_ignored(part.list_ignored(view), view, words)]
            sections = [replace(each, facts=(*each.facts, *told)) for each in part.draw(view)]
            # A title is of one thing: parts of several keep the names that tell them apart.
            return [replace(sections[0], title=title)] if title and len(sections) == 1 else sections
    except BadQuestion as error:
        panel = replace(panel, trouble=str(error))
    return [_tell_trouble(panel, words)]


def _lay_out_answer(
    panel: AnsweredPanel, report: ReportToExport, view: BoardView | None, words: Words
) -> ExportSection:
    """With what the filters leave of it: its sentence is of all."""
    if view is None:
        return lay_out_report(report, words, panel.asked.title)
    narrowed = narrow_answer(report, panel.asked.asked, view)
    section = lay_out_report(narrowed.report, words, panel.asked.title)
    told = _tell_ignored(narrowed.ignored, view, words)
    sentence = "" if narrowed.is_narrowed else section.sentence
    return replace(section, facts=(*section.facts, *told), sentence=sentence)


def _tell_ignored(ignored: Sequence[str], view: BoardView, words: Words) -> Iterator[str]:
    """What is chosen, and changes nothing here."""
    places = [name_place(words, each, view.place[each]) for each in ignored if each in PLACES]
    if places:
        yield words.say("part.ignored", places=words.several(places))
    if "period" in ignored:
        yield words.say("part.own_days")
    if "compare" in ignored:
        yield words.say("part.not_compared")


def _tell_trouble(panel: AnsweredPanel, words: Words) -> ExportSection:
    asked = panel.asked
    part = words.find(f"part.{asked.published}", asked.published) if asked.published else None
    named = asked.title or asked.question or part or asked.kind or ""
    notes = (tell_refusal(words.language, panel.trouble),) if panel.trouble else ()
    return ExportSection(named, (words.say("part.trouble"),), notes, ExportTable((), ()))


def _list_followed(panels: Sequence[AnsweredPanel]) -> set[str]:
    named = (panel.asked.published or "" for panel in panels)
    return {filter_name for name in named if name in PARTS for filter_name in PARTS[name].follows}


def _tell_view(view: BoardView, followed: Collection[str]) -> list[str]:
    """Which days, which place, and beside which days: lines without full stop."""
    words, period, compared = view.words, view.period, view.compared
    named = [name_place(words, which, name) for which, name in view.place.items() if name != "all"]
    return [
        *([words.days(period.first, period.last)] if "period" in followed else []),
        *(
            [words.say("board.against", days=words.days(compared.first, compared.last))]
            if compared and "compare" in followed
            else []
        ),
        *([words.say("board.place", places=words.several(named))] if named else []),
    ]
