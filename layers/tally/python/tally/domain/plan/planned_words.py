"""What a tracking plan says of an event for people: what it means, whose it is, whether it is to end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.plan.plan_keys import read_flag


@dataclass(frozen=True, slots=True)
class PlannedWords:
    """`owner` is a person or a team, as the shop calls them. A deprecated event is planned, and shall end."""

    description: str = ""
    owner: str = ""
    is_deprecated: bool = False


def read_words(file: str, key: str, event: Mapping[str, Any]) -> PlannedWords:
    """Of an event's table; Misconfigured says what to write."""
    for name, form in (("description", "a sentence"), ("owner", "a name")):
        if not isinstance(event.get(name, ""), str):
            raise Misconfigured(f"{file}: {key}.{name} is {form} in quotes")
    is_deprecated = read_flag(file, f"{key}.deprecated", event.get("deprecated", False))
    return PlannedWords(event.get("description", ""), event.get("owner", ""), is_deprecated)
