"""Statements of several files of sql/reports: each is a CTE that the next reads, the last is the query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tally.modelling import catalog
from tally.modelling.literals import ColumnNames, Value, bind


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A file of sql/reports with values for its parameters, read under this name.

    `before` are parts that it alone reads: their names may stand elsewhere in the statement, too.
    """

    query: str
    values: Mapping[str, Value] = field(default_factory=dict)
    name: str = ""
    before: "tuple[ReportPart, ...]" = ()

    @property
    def sql(self) -> str:
        """What an engine takes."""
        return put_before(self.before, bind(catalog.query(self.query).sql, self.values))


def put_together(*parts: ReportPart) -> str:
    """The last part as a statement, with the others before it."""
    *before, last = parts
    return put_before(before, last.sql)


def put_before(parts: Sequence[ReportPart], statement: str) -> str:
    """A statement that reads these parts, of which there may be none."""
    if not parts:
        return statement
    ctes = ",\n".join(f"{each.name or each.query} as (\n{each.sql}\n)" for each in parts)
    own = statement.removeprefix("with ")
    return f"with {ctes}{'' if own == statement else ','}\n{own}"


def relation(name: str) -> ColumnNames:
    """The name of another part, or of a table, as a value."""
    return ColumnNames((name,))
