"""What is said of a saved question, cohort or dashboard beside what it is: in words, and whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tally.domain.errors import Misconfigured
from tally.domain.toml_lines import format_text

SAVED_KEYS = ("description", "owner")
MOST_LETTERS = 2_000


@dataclass(frozen=True, slots=True)
class SavedBy:
    """Both may be empty. The owner is who saved it first over HTTP, or whom a file names."""

    description: str = ""
    owner: str = ""

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "SavedBy":
        """Of a setting's members; Misconfigured where they are no texts."""
        for key in SAVED_KEYS:
            value = told.get(key, "")
            if not isinstance(value, str) or len(value) > MOST_LETTERS:
                raise Misconfigured(f"{key} is a text of at most {MOST_LETTERS:,} letters")
        return cls(told.get("description", ""), told.get("owner", ""))

    @property
    def lines(self) -> list[str]:
        """As they stand in a text."""
        told = {"description": self.description, "owner": self.owner}
        return [f"{key} = {format_text(value)}" for key, value in told.items() if value]


NOBODY = SavedBy()
