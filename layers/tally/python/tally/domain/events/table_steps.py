"""Changes of the lake's tables that a version brings, numbered, each applied to a table once."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

APPLIED = "tally.steps"
"""The table property that holds the number of the last step that it has seen."""


@dataclass(frozen=True, slots=True)
class TableStep:
    """`widen`: new types of columns, in Athena's words. `set`: properties of the table."""

    number: int
    version: str
    table: str
    why: str
    widen: Mapping[str, str] = field(default_factory=dict)
    set: Mapping[str, str] = field(default_factory=dict)


@cache
def table_steps() -> tuple[TableStep, ...]:
    """All steps, in order; ValueError when their numbers are not 1, 2, 3 ..."""
    text = resources.files("tally.domain.events").joinpath("table_steps.toml").read_text(encoding="utf-8")
    return parse_steps(text)


def parse_steps(text: str) -> tuple[TableStep, ...]:
    """The steps of a file; ValueError says what is wrong with it."""
    steps = tuple(TableStep(**told) for told in tomllib.loads(text).get("step", []))
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise ValueError("table_steps.toml: steps are numbered 1, 2, 3 ... in their order")
    for step in steps:
        if not (step.widen or step.set):
            raise ValueError(f"table_steps.toml: step {step.number} changes nothing")
    return steps


def steps_ahead(table: str, properties: Mapping[str, str]) -> Sequence[TableStep]:
    """What a table with these properties has not seen yet."""
    seen = int(properties.get(APPLIED, 0))
    return [step for step in table_steps() if step.table == table and step.number > seen]
