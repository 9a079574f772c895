"""records/<table>.toml: what is read, and what the sentence says when something is wrong with it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tally.domain.errors import Misconfigured
from tally.domain.events.labels import LABEL_OF
from tally.domain.plan.personal_data import Treatment
from tally.domain.records.record_table import RecordTable, parse_record_table
from tally.domain.records.record_tables import record_table, record_tables

PETS = """
description = "Pets that customers told of"
grain = "one row per pet_id"
owner = "care"
key = ["pet_id"]
date = "born_on"
persons = ["customer_id", "sitter_id"]
changed_at = ["updated"]

[columns]
pet_id = { type = "string", comment = "care's id" }
customer_id = { type = "string", also = ["owner"], comment = "whose it is" }
sitter_id = { type = "string", comment = "who looks after it" }
nickname = { type = "string", personal = "hash", comment = "what it is called, hashed" }
note = { type = "string", personal = "drop", comment = "never stored" }
kind = { type = "string", values = ["cat", "dog"], comment = "cat or dog" }
born_on = { type = "date", comment = "its birthday" }
weight_kg = { type = "decimal(13,4)", required = true, comment = "kilograms" }
"""


def test_a_table_is_read() -> None:
    pets = parse_record_table("pets", PETS)
    columns = {column.name: column for column in pets.columns}
    assert (pets.key, pets.date, pets.persons, pets.changed_at) == (
        ("pet_id",),
        "born_on",
        ("customer_id", "sitter_id"),
        ("updated",),
    )
    assert columns["pet_id"].required
    assert columns["weight_kg"].required
    assert not columns["kind"].required
    assert columns["kind"].values == ("cat", "dog")
    assert columns["nickname"].personal is Treatment.HASH
    assert pets.has_hashed


def test_what_is_dropped_is_no_column_and_each_person_has_a_key() -> None:
    names = [column.name for column in parse_record_table("pets", PETS).version_columns]
    assert "note" not in names
    assert names[7:11] == ["sent_person_key", "sitter_id_sent_person_key", "business_date", "record_hash"]


WRONG = {
    "no TOML": ('key = ["pet_id"]', "key = [", "pets.toml is no TOML"),
    "no key": ('key = ["pet_id"]', "", "pets.toml: key is missing: name the columns"),
    "no sentence": ('owner = "care"', 'owner = " "', "pets.toml: owner is missing: write a sentence"),
    "unknown": (
        'owner = "care"',
        'owner = "care"\nowners = 1',
        "pets.toml: owners is unknown: there are description",
    ),
    "unknown in a column": (
        'comment = "cat or dog"',
        'comments = "x"',
        "pets.toml: columns.kind.comments is unknown",
    ),
    "type": (
        'type = "date"',
        'type = "day"',
        "pets.toml: columns.born_on.type is 'day': write one of string",
    ),
    "no comment": (
        'comment = "kilograms"',
        'comment = ""',
        "pets.toml: columns.weight_kg.comment is missing",
    ),
    "no such treatment": (
        'personal = "hash"',
        'personal = "blur"',
        "columns.nickname.personal is 'blur': write one of keep",
    ),
    "key is no column": ('key = ["pet_id"]', 'key = ["pet"]', "pets.toml: key names pet, which is no column"),
    "person is no column": (
        '"sitter_id"]',
        '"sitter"]',
        "pets.toml: persons names sitter, which is no column",
    ),
    "date is no date": (
        'date = "born_on"',
        'date = "kind"',
        "pets.toml: date names kind: its type must be date",
    ),
    "date is no name": ('date = "born_on"', "date = 3", "pets.toml: date is the name of a column"),
    "person is treated": (
        '"whose it is"',
        '"x", personal = "hash"',
        "columns.customer_id.personal must be keep: persons",
    ),
    "number is treated": (
        '"kilograms"',
        '"x", personal = "hash"',
        "columns.weight_kg.personal: only a string",
    ),
    "values are treated": (
        '"cat or dog"',
        '"x", personal = "hash"',
        "columns.kind has values and a treatment",
    ),
    "a name of our own": (
        "kind = {",
        "source = {",
        "pets.toml: columns.source: every version has this column",
    ),
    "a word of SQL": ("kind = {", "order = {", "pets.toml: columns.order: SQL has this word for itself"),
    "capitals": ("kind = {", "Kind = {", "pets.toml: columns.Kind: a column is named with a-z"),
    "one header for two": (
        '"its birthday"',
        '"x", also = ["owner"]',
        "owner is a name of customer_id and of born_on",
    ),
    "flag": ("required = true", 'required = "yes"', "pets.toml: columns.weight_kg.required is true or false"),
    "a text that lies ahead": (
        "kind = {",
        "kind = { past = true,",
        "columns.kind.past: only a date or a timestamp",
    ),
    "a text without a sign": (
        "kind = {",
        "kind = { unsigned = true,",
        "columns.kind: only a number",
    ),
    "a label that is none": (
        '"whose it is"',
        '"x", label = "town"',
        "columns.customer_id.label is 'town': write one",
    ),
    "a label and values": (
        "kind = {",
        'kind = { label = "country",',
        "columns.kind.label: only a string without",
    ),
    "null without a label": ("kind = {", "kind = { unknown_is_null = true,", "unknown_is_null: only a label"),
    "one that differs": ('owner = "care"', 'owner = "care"\ndiffer = ["kind"]', "differ names two columns"),
    "types that differ": (
        'owner = "care"',
        'owner = "care"\ndiffer = ["kind", "born_on"]',
        "differ names two columns of one type",
    ),
    "a date as an order's number": (
        "born_on = {",
        'born_on = { id = "order",',
        "columns.born_on: an id must be a string",
    ),
    "a person's id that is a number": (
        '{ type = "string", comment = "who looks after it" }',
        '{ type = "bigint", comment = "x" }',
        "columns.sitter_id: an id must be a string",
    ),
    "an id of no kind": (
        "pet_id = {",
        'pet_id = { id = "person",',
        "columns.pet_id.id is 'person': write one",
    ),
    "an id of two kinds": (
        "customer_id = {",
        'customer_id = { id = "thing",',
        "columns.customer_id.id: persons names the column",
    ),
    "list": (
        'persons = ["customer_id", "sitter_id"]',
        'persons = "customer_id"',
        "pets.toml: persons is a list of texts",
    ),
    "no columns": (PETS[PETS.index("[columns]") :], "", "pets.toml: [columns] is missing"),
}


@pytest.mark.parametrize(("old", "new", "told"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_file_is_refused_with_file_and_key(old: str, new: str, told: str) -> None:
    assert old in PETS
    with pytest.raises(Misconfigured) as refused:
        parse_record_table("pets", PETS.replace(old, new))
    assert told in str(refused.value)


def test_a_table_has_a_name_that_sql_takes() -> None:
    with pytest.raises(Misconfigured, match=r"^my-pets.toml: a table is named with a-z"):
        parse_record_table("my-pets", PETS)


_TOML = st.sampled_from(
    [
        *PETS.splitlines(),
        "key = 1",
        "columns = []",
        "[columns]",
        'x = { type = ["a"] }',
        "date = []",
        "persons = [1]",
    ]
)


@given(st.lists(_TOML, max_size=30))
def test_no_text_ends_in_anything_but_a_table_or_a_sentence(lines: list[str]) -> None:
    with suppress(Misconfigured):
        assert isinstance(parse_record_table("pets", "\n".join(lines)), RecordTable)


def test_tally_s_own_tables_are_those_that_its_files_say() -> None:
    assert set(record_tables()) >= {
        *("exchange_rates", "orders", "order_lines", "refunds", "sales_campaigns", "stock_allocations"),
        *("marketing_spend", "care_contacts"),
    }


@pytest.mark.parametrize("table", record_tables().values(), ids=lambda table: table.name)
def test_what_events_have_one_label_for_has_it_in_records(table: RecordTable) -> None:
    for column in table.columns:
        last = column.name.rpartition("_")[2]
        assert column.label == (last if last in LABEL_OF else None), column.name


@pytest.mark.parametrize("table", record_tables().values(), ids=lambda table: table.name)
def test_amounts_are_exact_to_six_decimals_and_told_with_their_currency(table: RecordTable) -> None:
    for column in table.columns:
        if column.type == "decimal(20,6)":
            assert "currency" in column.comment, column.name


def test_dates_of_what_happened_are_marked_and_those_of_plans_are_not() -> None:
    past = {
        (table.name, column.name)
        for table in record_tables().values()
        for column in table.columns
        if column.past
    }
    assert past >= {
        *(("orders", "ordered_at"), ("order_lines", "ordered_at"), ("refunds", "refunded_at")),
        *(("care_contacts", "contacted_at"), ("care_contacts", "solved_at"), ("marketing_spend", "day")),
    }
    assert not {table for table, _ in past} & {"sales_campaigns", "stock_allocations", "exchange_rates"}


def test_a_table_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(Misconfigured, match="there is no table order of records: there are care_contacts, "):
        record_table("order")
