"""Which tables a statement names: those that no WITH of its own defines."""

from collections.abc import Iterator

from sqlglot import exp

Key = tuple[str, str]
"""Database and name, in lower case."""


def named_tables(tree: exp.Expression, database: str) -> Iterator[tuple[exp.Expression, Key]]:
    """Every table that is not a common table expression, with its database and name."""
    for node in tree.find_all(exp.Table):
        if isinstance(node.this, exp.Identifier) and (node.db or not _is_common(node)):
            yield node, ((node.db or database).lower(), node.name.lower())


def _is_common(table: exp.Expression) -> bool:
    """Whether a WITH that the table can see defines its name."""
    name, below, node = table.name.lower(), table, table.parent
    cte: exp.Expression | None = None
    while node is not None:
        if isinstance(below, exp.CTE):
            cte = below
        with_ = node if isinstance(node, exp.With) else node.args.get("with_")
        if isinstance(with_, exp.With) and with_ is not below:
            visible = _list_visible(with_, cte if isinstance(node, exp.With) else None)
            if name in visible:
                return True
        below, node = node, node.parent
    return False


def _list_visible(with_: exp.Expression, inside: exp.Expression | None) -> set[str]:
    names: set[str] = set()
    for cte in with_.expressions:
        if cte is inside and not with_.args.get("recursive"):
            break
        names.add(cte.alias.lower())
    return names
