"""The SQL that commands ask by name, and what to do where its tables are not made yet."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tally.domain.errors import Misconfigured, NotPublished
from tally.domain.records.record_table import RecordTable
from tally.modelling import catalog
from tally.modelling.literals import Value, bind

if TYPE_CHECKING:
    from cli.clients import Tally


NO_NIGHT = "Nothing is published yet: run `tally run nightly` first"


def bind_query(name: str, values: Mapping[str, Value]) -> str:
    """The statement of a query or a model; PermanentFailure when it has none or a value lacks."""
    if any(model.name == name for model in catalog.models()):
        return catalog.model(name).bound(values)
    return bind(catalog.query(name).sql, values)


def bind_record_query(name: str, table: RecordTable, values: Mapping[str, Value]) -> str:
    """The statement of a query of sql/records over the versions of one table."""
    return bind(catalog.of_records(name, table).sql, values)


def name_columns(name: str) -> list[str]:
    """The columns of a query of the catalog, as its file has them."""
    return [column.name for column in catalog.query(name).columns]


def ask_lake(tally: "Tally", name: str, values: Mapping[str, Value]) -> list[dict[str, Any]]:
    """Rows of a query on the lake's own tables; Misconfigured when no commit has made them yet."""
    with explain_missing_tables("The lake is not made yet: run `tally run commit_events` first"):
        return tally.ask_query(name, values)


def ask_published(tally: "Tally", name: str, values: Mapping[str, Value]) -> list[dict[str, Any]]:
    """Rows of a query on what the night publishes; Misconfigured when it has not run yet."""
    with explain_missing_tables(NO_NIGHT):
        return tally.ask_query(name, values)


@contextmanager
def explain_missing_tables(advice: str) -> Iterator[None]:
    """Misconfigured with this advice where a table is not made yet."""
    try:
        yield
    except NotPublished as failure:
        raise Misconfigured(advice) from failure
