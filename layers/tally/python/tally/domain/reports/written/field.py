"""A field of a written question: an option of the command, a member of the API's body."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What its value is."""

    TEXT = "text"
    TEXTS = "list of texts"
    NUMBER = "whole number"
    YES = "yes, or nothing"
    EITHER = "yes or no"


@dataclass(frozen=True, slots=True)
class Field:
    """`name` is the long option's, without its dashes; `meaning` its help."""

    name: str
    form: Form
    meaning: str
    shown: str | None = None
    """What stands for its value in help, such as YYYY-MM-DD."""
    words: tuple[str, ...] = ()
    """All that its text may be; none: any text."""
    is_required: bool = False
    is_argument: bool = False
    """Whether a command takes it without a name, by its place."""
