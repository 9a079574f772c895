"""A cohort as a setting: its definition, never its members."""

from collections.abc import Sequence

from tally.domain.errors import BadQuestion, Misconfigured
from tally.domain.reports.cohort import Cohort
from tally.domain.reports.cohort_texts import parse_any_condition
from tally.domain.settings.saved_by import NOBODY, SAVED_KEYS, SavedBy
from tally.domain.settings.toml_text import read_texts, read_toml
from tally.domain.toml_lines import format_list

_SHAPE = 'conditions = ["did Order Completed; at least 2; within 7d"]'


def parse_cohort(text: str) -> Cohort:
    """The cohort of a setting's text; Misconfigured says what to change."""
    told = read_toml(text, (*SAVED_KEYS, "conditions"))
    SavedBy.read(told)
    conditions = read_texts(told, "conditions", _SHAPE)
    try:
        return Cohort(tuple(map(parse_any_condition, conditions)))
    except BadQuestion as error:
        raise Misconfigured(str(error)) from error


def write_cohort(conditions: Sequence[str], saved: SavedBy = NOBODY) -> str:
    """A setting's text: each condition with its kind in front, such as did not Order Completed."""
    return "\n".join([*saved.lines, format_list("conditions", conditions), ""])
