"""A shop's own saved SQL as a statement: its parameters are literals of the types that it tells."""

from collections.abc import Mapping

from tally.domain.errors import BadQuestion
from tally.domain.settings.sql_text import SavedSql
from tally.modelling.literals import bind, placeholders


def list_parameters(saved: SavedSql) -> tuple[str, ...]:
    """The names of its parameters, in the order of the alphabet."""
    return tuple(sorted(placeholders(saved.text)))


def bind_saved_sql(saved: SavedSql, given: Mapping[str, str]) -> str:
    """The statement with each `:name` as a literal. BadQuestion where one lacks, is not there, or is none."""
    names = list_parameters(saved)
    if lacking := [name for name in names if name not in given]:
        raise BadQuestion(f"the statement needs {', '.join(lacking)}: give it as --{lacking[0]} VALUE")
    if strange := sorted(given.keys() - set(names)):
        raise BadQuestion(f"the statement has no parameter {strange[0]}: it has {', '.join(names) or 'none'}")
    return bind(saved.text, {name: saved.parameter(name).read(name, text) for name, text in given.items()})
