"""Settings as JSON objects of the API: their members are those of the TOML.

A cohort is written by the body of its report (`asked`), and read as its conditions.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.reports.written.cohort import list_definition
from tally.domain.settings.cohort_text import write_cohort
from tally.domain.settings.dashboard_text import check_panel, write_dashboard
from tally.domain.settings.question_text import write_saved_question
from tally.domain.settings.saved_by import SAVED_KEYS, SavedBy
from tally.domain.settings.schedule_text import MEMBERS, read_schedule, write_schedule
from tally.domain.settings.toml_text import read_any_toml

Body = Mapping[str, Any]


def write_body(kind: str, body: Body, owner: str) -> str:
    """The text of a setting. Misconfigured, or BadQuestion, where the body is none of its kind."""
    write, members = _WRITERS[kind]
    if strange := [key for key in body if key not in (*members, "description")]:
        raise Misconfigured(f"there is no {strange[0]!r} here: use description, {', '.join(members)}")
    return write(body, SavedBy.read({**body, "owner": owner}))


def read_body(text: str) -> dict[str, Any]:
    """The members of a setting's text."""
    told = dict(read_any_toml(text))
    return {**dict.fromkeys(SAVED_KEYS, ""), **told}


def _write_question(body: Body, saved: SavedBy) -> str:
    return write_saved_question(_read(body, "kind", str), _read(body, "asked", dict), saved)


def _write_cohort(body: Body, saved: SavedBy) -> str:
    return write_cohort(list_definition(_read(body, "asked", dict)), saved)


def _write_dashboard(body: Body, saved: SavedBy) -> str:
    panels = _read({"panel": [], **body}, "panel", list)
    if not all(isinstance(panel, dict) for panel in panels):
        raise Misconfigured("panel is a list of objects")
    for panel in panels:
        check_panel(panel)
    return write_dashboard(_read(body, "title", str), panels, saved)


def _write_schedule(body: Body, saved: SavedBy) -> str:
    return write_schedule(replace(read_schedule(body), saved=saved))


def _read(body: Body, key: str, kind: type) -> Any:
    value = body.get(key)
    if not isinstance(value, kind):
        raise Misconfigured(f"{key!r} is missing, or of the wrong type")
    return value


_WRITERS: Mapping[str, tuple[Callable[[Body, SavedBy], str], tuple[str, ...]]] = MappingProxyType(
    {
        "question": (_write_question, ("kind", "asked")),
        "cohort": (_write_cohort, ("asked",)),
        "dashboard": (_write_dashboard, ("title", "panel")),
        "schedule": (_write_schedule, MEMBERS),
    }
)
"""What people save on the page; members that a body may have, beside `description`."""
