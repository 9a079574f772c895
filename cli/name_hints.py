"""What a name that Athena does not know most likely meant: a table, a column, a function."""

import re
from collections.abc import Iterator
from difflib import get_close_matches

from tally.modelling.catalog import inner_database, is_inner

from cli.described_tables import DescribedTable, list_tables

_MISSING_TABLE = re.compile(r"Table '(?:\w+\.)?(\w+)\.(\w+)' does not exist")
_MISSING_COLUMN = re.compile(r"Column '(?:\w+\.)?(\w+)' cannot be resolved")
_NAMED_TABLE = re.compile(r"\b(?:from|join)\s+(?:\w+\.)?(\w+)", re.IGNORECASE)
_MISSING_FUNCTION = re.compile(r"Function '(\w+)' not registered", re.IGNORECASE)
_ALIKE = 0.6
_IN_TRINO = {
    "median": "approx_percentile(x, 0.5)",
    **dict.fromkeys(("nvl", "ifnull", "isnull"), "coalesce(x, y)"),
    "left": "substr(x, 1, n)",
    "right": "substr(x, -n)",
    "len": "length(x)",
    **dict.fromkeys(("string_agg", "group_concat"), "listagg(x, ',') within group (order by x)"),
    "last_day": "last_day_of_month(x)",
    **dict.fromkeys(("strftime", "to_char"), "date_format(x, '%Y-%m-%d')"),
    **dict.fromkeys(("dateadd", "date_sub", "datesub"), "date_add('day', n, x)"),
    **dict.fromkeys(("datediff", "timestampdiff"), "date_diff('day', x, y)"),
    "getdate": "current_timestamp",
}
"""What functions of other engines are called there."""


def hint_at_names(sql: str, reason: str) -> str:
    """A line to follow Athena's reason, with its line break; nothing where there is nothing to say.

    `sql` is the statement. Tables are those of this checkout, so a table of the shop's own gets no hint.
    """
    if missing := _MISSING_TABLE.search(reason):
        return f"\n{_hint_at_table(*missing.groups())}"
    if missing := _MISSING_FUNCTION.search(reason):
        instead = _IN_TRINO.get(missing[1].lower())
        return f"\nIn Athena it is {instead}" if instead else ""
    if missing := _MISSING_COLUMN.search(reason):
        hint = " ".join(_hint_at_column(missing[1].lower(), sql))
        return f"\n{hint}" if hint else ""
    return ""


def _hint_at_table(database: str, name: str) -> str:
    if is_inner(name):
        return f"{name} is a step on the way to other tables: {inner_database(database)}.{name} has it"
    known = [table.name for table in list_tables() if not table.is_inner]
    if name in known:
        return f"{name} is not made yet: `tally run nightly` makes it"
    near = get_close_matches(name, known, cutoff=_ALIKE) or [each for each in known if name in each][:3]
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    return f"{meant}`tally models` lists the tables"


def _hint_at_column(name: str, sql: str) -> Iterator[str]:
    """Near columns of the tables that the statement names, else tables that have just this column."""
    tables = {table.name: table for table in list_tables() if not table.is_inner}
    named = [tables[each] for each in map(str.lower, _NAMED_TABLE.findall(sql)) if each in tables]
    columns = [column for table in named for column in _list_columns(table)]
    if near := get_close_matches(name, columns, cutoff=_ALIKE):
        yield f"Did you mean {' or '.join(dict.fromkeys(near))}?"
    elif named and (others := [each.name for each in tables.values() if name in _list_columns(each)]):
        yield f"{name} is a column of {', '.join(others)}."
    if named:
        yield f"`tally models {named[0].name}` lists the columns"


def _list_columns(table: DescribedTable) -> list[str]:
    return [column.name for column in table.columns]
