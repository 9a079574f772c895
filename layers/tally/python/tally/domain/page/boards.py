"""A dashboard's panels as rows: what the page shows of it, for files. Pure, of published files alone.

`read_board` says which files a dashboard needs, `list_panels` makes its tables of them. A saved question has
a file of its own, `questions/NAME`, whose answer stands in it as the night got it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tally.domain.page.board_look import PLACES, Look, read_look
from tally.domain.page.board_parts import PARTS
from tally.domain.page.panel_table import BoardFiles, PanelTable, find_day, list_rows
from tally.domain.page.published_cube import File, PublishedCube

BOARDS: Mapping[str, Sequence[str]] = {
    "yesterday": ("kpis", "revenue", "platforms", "countries"),
    "sales": ("sales",),
    "funnels": ("funnel",),
    "month": ("month",),
    "trust": ("trust",),
}
"""The standing dashboards that have a file, by their published parts."""

_FILES_OF = {
    **dict.fromkeys(("kpis", "revenue", "platforms", "countries"), ("cube",)),
    "sales": ("sales",),
    "funnel": ("funnels", "trust"),
    "trust": ("trust",),
    "month": ("kpis",),
}

Panel = Mapping[str, Any]
"""As a dashboard's setting has it: `published` or `question`, `title`."""


def list_standing(name: str) -> list[Panel]:
    """The panels of a standing dashboard; none of a name that it has not."""
    return [{"published": part} for part in BOARDS.get(name, ())]


def list_files(panels: Sequence[Panel], fields: Mapping[str, str]) -> list[str]:
    """Names of the published files that these panels read."""
    names = ["cube"]
    for panel in panels:
        names += _FILES_OF.get(panel.get("published", ""), ())
        if "question" in panel:
            names.append(f"questions/{panel['question']}")
    if fields.get("region") and fields.get("country"):
        names.append(f"regions/{fields['country']}")
    return list(dict.fromkeys(names))


def list_panels(
    panels: Sequence[Panel], files: Mapping[str, File], fields: Mapping[str, str]
) -> list[PanelTable]:
    """`files` by name, those that lack are left out; `fields` are the page's filters, as in its address.
    A panel whose file lacks, or that names no part, is left out, too."""
    look = _look(files, fields)
    if look is None:
        return []
    board = BoardFiles(files, look)
    found = (_make(panel, board) for panel in panels)
    return [table for table in found if table is not None]


def _look(files: Mapping[str, File], fields: Mapping[str, str]) -> Look | None:
    cube = files["cube"]
    day = find_day(cube)
    if day is None:
        return None
    known = {which: PublishedCube(cube).list_places(which) for which in PLACES if which != "region"}
    regions = files.get(f"regions/{fields.get('country')}")
    known["region"] = PublishedCube(regions).list_places("region") if regions else []
    return read_look(fields, day, known)


def _make(panel: Panel, board: BoardFiles) -> PanelTable | None:
    if "question" in panel:
        return _make_answered(panel, board)
    part = panel.get("published", "")
    if part not in PARTS or any(name not in board.files for name in _FILES_OF[part]):
        return None
    return PARTS[part](board).named(panel.get("title"))


def _make_answered(panel: Panel, board: BoardFiles) -> PanelTable | None:
    """As the night got it, of the days that it names itself; None where it has no answer."""
    file = board.files.get(f"questions/{panel['question']}")
    if file is None or file["answer"] is None:
        return None
    answer = file["answer"]
    chosen = [which for which, name in board.look.place.items() if name != "all"]
    return PanelTable(
        panel["question"],
        answer["types"],
        list_rows(answer["columns"]),
        answer["verdict"]["verdict"],
        answer["verdict"]["reason"],
        answer["sql"],
        panel.get("title") or file["description"] or panel["question"],
        chosen,
    )
