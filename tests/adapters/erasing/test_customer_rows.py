"""One rule for the rows of every table, by their columns' names; and files that stay what they were."""

import io
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tally.adapters.erasing.customer_rows import CustomerRows
from tally.adapters.erasing.parquet_objects import remove_customer
from tally.adapters.wire.id_key import key_of
from tally.domain.people.person import Person, Traces

ANNA = Traces(
    Person("anna", frozenset({"phone"})),
    frozenset({7, -9, key_of("anna"), key_of("$device:phone")}),
    frozenset({70, key_of("e-1")}),
)
RULE = CustomerRows.of(ANNA)


def parquet(table: pa.Table, **options: Any) -> pq.ParquetFile:
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return pq.ParquetFile(io.BytesIO(sink.getvalue()))


TABLES = {
    "events": {"sent_person_key": [7, 1, None, -9], "id_hash": [1, 70, 70, 2], "device_id": ["phone"] * 4},
    "identity_map": {"device_key": [7, 1, 1, 1], "person_key": [1, 1, 2, 7]},
    "witness": {"id_hash": [70, 7, None, 70]},
    "witness, by device": {"id_hash": [70, 7, None, 1], "device_key": [None, 1, 70, 7]},
    "profiles": {"profile_key": [7, 7, 1, -9], "kind": ["person", "group", "person", "person"]},
    "plan_violations": {"sample_event_id": ["e-1", "e-2", None, "e-1"], "kind": ["missing"] * 4},
    "ids of persons": {"user_id": ["anna", "bruno", "", None], "device_id": ["a", None, "anna", "phone"]},
    "a merge of two ids": {
        "sent_person_key": [None, None, 1, None],
        "event_name": ["$merge", "Order Completed", "$merge", "$merge"],
        "properties": ['{"$distinct_ids":["$device:phone","x"]}', '{"to":"anna"}', '"anna"', '["anna"]'],
    },
    "quarantine": {
        "sent_person_key": [None, None, 1, 7],
        "raw": ['[{"user_id":"anna"', None, '{"to":"anna"}', ""],
    },
    "audit_ids": {"id_hash": [70, 1, 2, 70], "kind": ["missing"] * 4},
}


@pytest.mark.parametrize("columns", TABLES.values(), ids=TABLES.keys())
def test_first_and_last_row_are_the_customers(columns: dict[str, list[Any]]) -> None:
    rows = pa.table({**columns, "place": [0, 1, 2, 3]})
    file = parquet(rows)
    assert RULE.count_rows(file) == 2
    assert RULE.keep_others(rows)[0]["place"].to_pylist() == [1, 2]


def test_a_table_without_keys_holds_nobody() -> None:
    file = parquet(pa.table({"kpi": ["orders"], "value": [7]}))
    assert RULE.count_rows(file) == 0
    assert remove_customer(file, RULE).rows == 1


def test_row_groups_that_exclude_the_keys_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    file = parquet(pa.table({"person_key": [-20, -10, 5, 8, 10, 20]}), row_group_size=2)
    read: list[int] = []
    monkeypatch.setattr(
        file, "read_row_group", lambda group, columns: read.append(group) or pa.table({"person_key": [7]})
    )
    assert (RULE.count_rows(file), read) == (1, [1])


def test_the_rest_of_a_file_has_its_types_and_row_groups() -> None:
    rows = pa.table(
        {
            "person_key": pa.array([7, 1, 2, 3], pa.int64()),
            "at": pa.array([datetime(2026, 11, 20, 12)] * 4, pa.timestamp("ns")),
            "lines": pa.array([[{"sku": "a"}], None, [], [{"sku": None}]]),
            "name": ["a", "b", "b", "b"],
        }
    )
    file = parquet(rows, row_group_size=2, use_deprecated_int96_timestamps=True, use_dictionary=["name"])
    rest = remove_customer(file, RULE)
    kept = pq.ParquetFile(io.BytesIO(rest.content))
    assert kept.read().to_pylist() == file.read().to_pylist()[1:]
    assert kept.schema.equals(file.schema)
    assert "int96" in str(kept.schema)
    assert [kept.metadata.row_group(group).num_rows for group in range(2)] == [1, 2]
    used = [kept.metadata.row_group(0).column(place).has_dictionary_page for place in range(4)]
    assert used == [False, False, False, True]
