"""Others' rows that name a customer: which columns of which tables may, and what stays of such a row."""

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tally.adapters.erasing.customer_rows import CustomerRows
from tally.adapters.wire.id_key import key_of
from tally.domain.people.person import Person, Traces

ANNA = Person("anna", frozenset({"phone"}))
RULE = CustomerRows.of(
    Traces(ANNA, frozenset(map(key_of, ANNA.distinct_ids)), frozenset(), with_mentions=True)
)
BY_ANNA, BY_BRUNO = key_of("anna"), key_of("bruno")


def parquet(rows: pa.Table) -> pq.ParquetFile:
    sink = io.BytesIO()
    pq.write_table(rows, sink, row_group_size=2)
    return pq.ParquetFile(io.BytesIO(sink.getvalue()))


TABLES: dict[str, tuple[dict[str, list[Any]], dict[str, list[Any]], int]] = {
    "events: in properties alone": (
        {
            "event_name": ["Gift Sent", "Gift Sent", "Order Completed"],
            "sent_person_key": [BY_ANNA, BY_BRUNO, None],
            "coupon": ["anna", "anna", "anna"],
            "properties": ['{"to":"anna"}', '{"to":"anna"}', '{"by":["$device:phone"]}'],
        },
        {"properties": ['{"to":"$erased"}', '{"by":["$erased"]}']},
        2,
    ),
    "a shared device is the event's own": (
        {
            "event_name": ["Page Viewed"] * 2,
            "sent_person_key": [BY_BRUNO] * 2,
            "user_id": ["bruno"] * 2,
            "device_id": ["phone", "tablet"],
            "properties": ['{"$device_id":"phone","of":"$device:phone"}', '{"$device_id":"phone"}'],
        },
        {"properties": ['{"$device_id":"phone","of":"$device:phone"}', '{"$device_id":"$erased"}']},
        1,
    ),
    "profile updates: values, but no amounts": (
        {
            "profile_key": [BY_BRUNO] * 3,
            "profile_id": ["bruno"] * 3,
            "kind": ["person"] * 3,
            "operation": ["$set", "$add", "$set"],
            "value": ['"anna"', '"anna"', None],
        },
        {"value": ['"$erased"', '"anna"', None]},
        1,
    ),
    "quarantine: the text as sent, or the columns": (
        {
            "event_name": ["Gift Sent"] * 2,
            "sent_person_key": [BY_BRUNO] * 2,
            "properties": [None, '{"to":"anna"}'],
            "raw": ['{"properties": {"to": "anna"}}', '{"properties": "{\\"to\\":\\"anna\\"}"}'],
        },
        {
            "properties": [None, '{"to":"$erased"}'],
            "raw": ['{"properties": {"to": "$erased"}}', '{"properties": "{\\"to\\":\\"$erased\\"}"}'],
        },
        2,
    ),
    "profiles: in columns of their own too": (
        {
            "profile_id": ["bruno", "carla"],
            "sent_person_key": [BY_BRUNO, key_of("carla")],
            "name": ["anna", "Carla"],
            "properties": ['{"name":"anna"}', "{}"],
        },
        {"name": ["$erased", "Carla"], "properties": ['{"name":"$erased"}', "{}"]},
        1,
    ),
    "no JSON in it": (
        {"sent_person_key": [BY_BRUNO], "value": [42.0], "entry_url": ["anna"]},
        {},
        0,
    ),
}


@pytest.mark.parametrize(("columns", "new", "mentions"), TABLES.values(), ids=TABLES.keys())
def test_the_row_stays_but_for_the_value(
    columns: dict[str, list[Any]], new: dict[str, list[Any]], mentions: int
) -> None:
    rows = pa.table(columns)
    others = [row for row in rows.to_pylist() if row.get("sent_person_key") != BY_ANNA]
    expected = [row | {name: texts[place] for name, texts in new.items()} for place, row in enumerate(others)]
    kept, blanked = RULE.keep_others(rows)
    assert (kept.to_pylist(), blanked, kept.schema) == (expected, mentions, rows.schema)
    assert RULE.count_mentions(parquet(rows)) == mentions
    assert RULE.count_mentions(parquet(kept)) == 0


def test_where_no_row_of_others_is_left_there_is_nothing_to_blank() -> None:
    rows = pa.table({"event_name": ["x"], "sent_person_key": [BY_ANNA], "properties": ['"anna"']})
    for none_left in (rows, rows.schema.empty_table()):
        kept, blanked = RULE.keep_others(none_left)
        assert (len(kept), blanked) == (0, 0)
        assert RULE.count_mentions(parquet(none_left)) == 0


def test_unless_it_is_asked_for_nothing_is_blanked() -> None:
    rule = CustomerRows.of(Traces(ANNA, frozenset(), frozenset()))
    rows = pa.table({"event_name": ["x"], "sent_person_key": [BY_BRUNO], "properties": ['"anna"']})
    assert rule.keep_others(rows) == (rows, 0)
    assert rule.count_mentions(parquet(rows)) == 1


def test_an_id_that_cannot_be_told_from_signs_is_not_looked_for() -> None:
    rule = CustomerRows.of(Traces(Person(":", frozenset()), frozenset(), frozenset(), with_mentions=True))
    rows = pa.table({"sent_person_key": [BY_BRUNO], "properties": ['{"a":":"}']})
    assert rule.keep_others(rows) == (rows, 0)
