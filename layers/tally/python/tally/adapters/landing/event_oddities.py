"""Values that a column does without: kept as sent in the event's properties, and told in its violations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from tally.adapters.landing.wire_fields import Json, attach
from tally.domain.events.oddities import Oddity
from tally.domain.plan.plan_check import MOST_VIOLATIONS

_LABELS = pa.list_(pa.string())


@dataclass(frozen=True, slots=True)
class Oddities:
    """What is odd with the rows of a chunk, as labels as `odd_value:coupon`; `rest`: their properties."""

    rest: Sequence[Json]
    found: dict[int, list[str]] = field(default_factory=dict)

    def set_aside(self, row: int, kind: Oddity, path: str, value: Any) -> None:
        """Keep a value that its column does not take, under its own name, and note where it stood."""
        attach(self.rest[row], path.rpartition(".")[2], value)
        self.note(row, kind, path.removeprefix("properties."))

    def note(self, row: int, kind: Oddity, name: str) -> None:
        """Note an oddity once; of one event at most as many as violations of the plan."""
        labels = self.found.setdefault(row, [])
        label = f"{kind}:{name}"
        if label not in labels and len(labels) < MOST_VIOLATIONS:
            labels.append(label)

    def add_to(self, violations: "pa.Array[Any] | None", rows: int) -> "pa.Array[Any]":
        """The column `violations`: those of the plan, if it has any, then the oddities."""
        planned = violations.to_pylist() if violations is not None else [None] * rows
        labels = [
            [*(planned[row] or ()), *self.found[row]] if row in self.found else planned[row]
            for row in range(rows)
        ]
        return pa.array(labels, _LABELS)
