"""A person in every table of a night that can hold one, and none of them after an erasure.

What stays is searched cell by cell, whatever a column is called: a key column that nobody declared is found.
"""

from typing import Any

import pyarrow as pa
import pytest
from tally.adapters.erasing.customer_rows import CustomerRows
from tally.adapters.erasing.person_columns import person_columns
from tally.adapters.wire.id_key import key_of
from tally.domain.people.person import Person, Traces
from tally.modelling import catalog

from tests.sql.build import Build
from tests.trino import sample_lake

DEVICES = {"u1": {"d1", "d2"}, "u2": {"d3"}, "u3": set(), "u4": {"d4", "d9"}}
PERSONS = [Person(user, frozenset(devices)) for user, devices in DEVICES.items()]
OTHERS_MAY_NAME = {"device_id", "group_id"}
"""Another user's event keeps the id of the device; a group may have a person's id for its own."""

TABLES = [model for model in catalog.tables() if not model.is_view]


@pytest.fixture(scope="module")
def build() -> Build:
    return Build(
        sample_lake.sources(events=400, updates=150),
        [model.name for model in TABLES],
        sample_lake.values(),
    )


def read(build: Build, table: str) -> pa.Table:
    columns = ", ".join(column.name for column in catalog.model(table).columns)
    return build.cursor(f"select {columns} from {table}").to_arrow_table()


def named_in(rows: pa.Table, person: Person) -> set[str]:
    """Columns in which a cell is a key or an id of the person."""
    theirs = {*map(key_of, person.distinct_ids), *person.names, *person.distinct_ids}
    held = {name: rows[name].to_pylist() for name in rows.column_names if name not in OTHERS_MAY_NAME}
    groups = [kind == "group" for kind in held.get("kind", ())] or [False] * len(rows)
    return {
        name
        for name, values in held.items()
        for value, is_group in zip(values, groups, strict=True)
        if isinstance(value, int | str) and value in theirs and not is_group
    }


def traces(build: Build, person: Person) -> Traces:
    keys = frozenset(map(key_of, person.distinct_ids))
    asked = f"select id_hash from events where sent_person_key in ({', '.join(map(str, keys))})"
    return Traces(person, keys, frozenset(value for (value,) in build.rows(asked)))


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.name)
def test_no_cell_of_what_stays_is_a_key_or_an_id_of_the_person(model: Any, build: Build) -> None:
    rows = read(build, model.name)
    planted = set()
    for person in PERSONS:
        planted |= named_in(rows, person)
        rest, _ = CustomerRows.of(traces(build, person)).keep_others(rows)
        assert named_in(rest, person) == set()
    assert bool(planted) == bool(model.persons), "nobody was planted, or the header does not tell persons"


@pytest.mark.parametrize("model", catalog.models(), ids=lambda model: model.name)
def test_every_key_but_an_event_s_is_declared(model: Any) -> None:
    keys = {
        column.name for column in model.columns if column.type == "bigint" and column.name.endswith("_key")
    }
    assert {name for name in keys if not name.endswith("event_key")} <= person_columns()
