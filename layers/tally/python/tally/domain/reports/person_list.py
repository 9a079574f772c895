"""What questions share whose answer is a list of persons."""

from collections.abc import Iterable, Mapping
from typing import Any


class PersonList:
    """A row a person: `person` is the user id; of nobody known, $device: and the device's."""

    __slots__ = ()

    @property
    def told_properties(self) -> tuple[str, ...]:
        """See Question."""
        return ()

    @property
    def columns(self) -> tuple[str, ...]:
        """See Question."""
        return ("person",)

    def complete(self, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """See Question: the rows as they are."""
        return [dict(row) for row in rows]
