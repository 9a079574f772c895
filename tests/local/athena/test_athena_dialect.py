"""One test per repair: Athena's SQL through DuckDB, with the values that Trino's rules give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st
from sqlglot.errors import ParseError

from local.athena.dialect import connect, translate
from tests.local.athena import answers

SCHEMA = {"orders": {"products": "array<struct<sku:string,quantity:int>>", "tags": "map<string,bigint>"}}


@pytest.fixture(scope="module")
def rows() -> Any:
    return lambda sql: answers.rows(sql, SCHEMA)


@pytest.fixture(scope="module")
def value() -> Any:
    return answers.value


OF_THE_STAND_IN = pytest.mark.skipif(answers.on_trino(), reason="asks the stand-in itself")


def test_integer_division_truncates(value: Any) -> None:
    assert value("7/2") == 3
    assert value("-7/2") == -3
    assert value("sum(x)/count(*)", "from (values 1, 2, 4) t(x)") == 2


def test_double_division_follows_ieee(value: Any) -> None:
    assert value("7e0/2") == 3.5
    assert value("7e0/0") == float("inf")


def test_division_by_zero_fails(value: Any) -> None:
    with pytest.raises(answers.FAILURES, match="DIVISION_BY_ZERO"):
        value("1/x", "from (values 0) t(x)")


def test_division_by_zero_is_not_reached_behind_a_case(rows: Any) -> None:
    found = rows("select case when x <> 0 then 6/x end from (values 0, 2) t(x) order by x")
    assert found == [(None,), (3,)]


def test_try_turns_division_by_zero_into_null(value: Any) -> None:
    assert value("try(1/0)") is None
    assert value("try(7/2)") == 3


def test_decimal_division_keeps_scale_and_rounds_half_up(value: Any) -> None:
    assert value("decimal '1.00' / decimal '3.00'") == Decimal("0.33")
    assert value("cast(1 as decimal(18,2)) / 8") == Decimal("0.13")


def test_decimal_literal_has_its_own_digits() -> None:
    assert answers.columns("select decimal '12.345' as x") == [("x", "decimal(5,3)")]


def test_decimal_without_size_has_no_fraction(value: Any) -> None:
    assert value("cast(x as decimal)", "from (values 2.5) t(x)") == Decimal(3)


def test_average_of_decimals_is_a_decimal(value: Any) -> None:
    source = "from (values decimal '1.00', decimal '2.01') t(x)"
    assert value("avg(x)", source) == Decimal("1.51")
    assert value("avg(x) filter (where x > 2)", source) == Decimal("2.01")
    assert value("avg(x)", "from (values 1, 2) t(x)") == 1.5


def test_date_diff_counts_whole_elapsed_units(value: Any) -> None:
    night = "timestamp '2024-01-01 23:00:00', timestamp '2024-01-02 01:00:00'"
    assert value(f"date_diff('day', {night})") == 0
    assert value(f"date_diff('hour', {night})") == 2
    assert value("date_diff('hour', timestamp '2024-01-01 00:59:00', timestamp '2024-01-01 01:01:00')") == 0
    assert value("date_diff('day', date '2024-01-03', date '2024-01-01')") == -2
    assert value("date_diff('month', date '2024-01-15', date '2024-02-14')") == 0


def test_date_diff_in_milliseconds(value: Any) -> None:
    assert (
        value("date_diff('millisecond', timestamp '1970-01-01 00:00:00', timestamp '1970-01-01 00:00:01.5')")
        == 1500
    )


def test_date_add_of_a_date_is_a_date(value: Any) -> None:
    assert value("date_add('day', -1, date '2024-03-01')") == date(2024, 2, 29)
    assert type(value("date_add('day', -1, date '2024-03-01')")) is date
    assert value("date_add('minute', 30, timestamp '2024-01-01 00:00:00')") == datetime(2024, 1, 1, 0, 30)


def test_date_plus_interval_is_a_date(value: Any) -> None:
    assert type(value("date '2024-03-31' + interval '1' day")) is date
    assert value("date '2024-03-31' - interval '1' month") == date(2024, 2, 29)
    assert type(value("interval '1' day + date '2024-03-31'")) is date


def test_date_trunc_of_a_date_is_a_date(value: Any) -> None:
    assert value("date_trunc('week', date '2024-01-03')") == date(2024, 1, 1)
    assert type(value("date_trunc('week', date '2024-01-03')")) is date
    assert value("date_trunc('hour', timestamp '2024-01-03 10:59:00')") == datetime(2024, 1, 3, 10)


def test_plain_timestamp_at_time_zone_is_taken_as_utc(value: Any) -> None:
    local = value("cast(timestamp '2024-07-01 23:00:00' at time zone 'Europe/Rome' as date)")
    assert local == date(2024, 7, 2)


def test_timestamp_as_text_has_milliseconds(value: Any) -> None:
    assert value("cast(timestamp '2024-01-01 00:00:00.000' as varchar)") == "2024-01-01 00:00:00.000"
    assert value("cast(timestamp '2024-01-01 00:00:00.500' as varchar)") == "2024-01-01 00:00:00.500"
    assert value("cast(cast('2024-01-01 00:00:00.5' as timestamp) as varchar)") == "2024-01-01 00:00:00.500"
    assert value("cast(from_unixtime(0) as varchar)") == "1970-01-01 00:00:00.000 UTC"
    assert value("cast(date '2024-01-01' as varchar)") == "2024-01-01"


def test_sized_varchar_cuts(value: Any) -> None:
    assert value("cast('abc' as varchar(2))") == "ab"


def test_json_as_text_has_no_quotes(value: Any) -> None:
    assert value("""cast(json_extract('{"a": "b"}', '$.a') as varchar)""") == "b"


def test_double_to_integer_rounds_half_up(value: Any) -> None:
    assert value("cast(2.5e0 as integer)") == 3


def test_unix_time(value: Any) -> None:
    assert value("to_unixtime(timestamp '1970-01-01 00:00:01')") == 1.0
    assert value("to_iso8601(timestamp '2024-01-01 00:00:00.000')") == "2024-01-01T00:00:00.000"


def test_regexp_extract_without_match_is_null(value: Any) -> None:
    assert value("regexp_extract('abc', 'x(b)', 1)") is None
    assert value("regexp_extract('abc', 'a(b)', 1)") == "b"
    assert value("regexp_extract('abc', 'b.')") == "bc"


def test_regexp_extract_all_gives_whole_matches_and_null_for_null(value: Any) -> None:
    assert value(r"""regexp_extract_all('a"ä\b c,', '[^"\\ ]+')""") == ["a", "ä", "b", "c,"]
    assert value("regexp_extract_all('b', 'a')") == []
    assert value("regexp_extract_all(cast(null as varchar), 'a')") is None


def test_regexp_replace_knows_groups_and_replaces_all(value: Any) -> None:
    assert value("regexp_replace('ab ab', 'a(b)', '$1-')") == "b- b-"


def test_json_extract_scalar_of_an_object_is_null(value: Any) -> None:
    assert value("""json_extract_scalar('{"a": {"b": 1}}', '$.a')""") is None
    assert value("""json_extract_scalar('{"a": {"b": 1}}', '$.a.b')""") == "1"
    assert value("""json_extract_scalar('{"$time as sent": "x"}', '$["$time as sent"]')""") == "x"
    assert value("""json_extract_scalar('{"a": 1, "*": {"~/": "x"}}', '$["*"]["~/"]')""") == "x"
    assert value("""json_extract_scalar('{"a": 1}', '$["*"]')""") is None
    assert value("""json_extract_scalar('{"a": null}', '$.a')""") is None


def test_json_functions_give_null_for_other_text(value: Any) -> None:
    assert value("json_extract_scalar('not json', '$.a')") is None
    assert value("json_extract('not json', '$.a')") is None
    assert value("json_size('[1, 2]', '$')") == 2
    assert value("json_array_contains('[1, 2]', 2)") is True


def test_json_array_becomes_an_array(value: Any) -> None:
    assert value("""cast(json_extract('{"a": [1, 2]}', '$.a') as array(integer))""") == [1, 2]


def test_json_arrays_and_objects_become_rows(rows: Any) -> None:
    items = (
        """unnest(cast(json_parse('["b",null,{"c":1}]') as array(json))) with ordinality as t (item, place)"""
    )
    assert rows(f"select place, coalesce(json_format(item), 'null') from {items} order by place") == [
        (1, '"b"'),
        (2, "null"),
        (3, '{"c":1}'),
    ]
    found = rows(
        "select n, name, json_format(member) from (values (1, '{}'), (2, '{\"a.b\":[1]}')) as s (n, j) "
        "left join unnest(cast(json_parse(j) as map(varchar, json))) as t (name, member) on true order by n"
    )
    assert found == [(1, None, None), (2, "a.b", "[1]")]


def test_sequence_counts_both_ways_and_steps_dates_by_a_day(value: Any) -> None:
    assert value("sequence(1, 3)") == [1, 2, 3]
    assert value("sequence(3, 1)") == [3, 2, 1]
    assert value("sequence(date '2024-02-28', date '2024-03-01')") == [
        date(2024, 2, 28),
        date(2024, 2, 29),
        date(2024, 3, 1),
    ]
    assert value("sequence(date '2024-01-01', date '2024-01-15', interval '7' day)")[-1] == date(2024, 1, 15)


def test_arrays(value: Any) -> None:
    assert value("element_at(array[1, 2], 5)") is None
    assert value("element_at(map(array['a'], array[1]), 'b')") is None
    assert value("slice(array[1, 2, 3, 4], 2, 2)") == [2, 3]
    assert value("slice(array[1, 2, 3, 4], -2, 2)") == [3, 4]
    assert value("array_position(array[1], 9)") == 0
    assert value("array_union(array[1], array[1])") == [1]
    assert value("cardinality(array[1, 2])") == 2


def test_max_by_may_answer_null(value: Any) -> None:
    source = "from (values (cast(null as varchar), 2), ('b', 1)) t(x, y)"
    assert value("max_by(x, y)", source) is None
    assert value("min_by(x, y)", source) == "b"


def test_last_value_ignores_nulls(rows: Any) -> None:
    found = rows(
        "select last_value(x) ignore nulls over (order by y) from (values (1, 1), (null, 2)) t(x, y)"
    )
    assert found == [(1,), (1,)]


def test_map_agg_keeps_one_value_of_a_key(value: Any) -> None:
    assert value("map_agg(x, y)", "from (values ('a', 1), ('b', 2), (null, 3)) t(x, y)") == {"a": 1, "b": 2}
    assert value("cardinality(map_agg(x, y))", "from (values ('a', 1), ('a', 2)) t(x, y)") == 1


def test_bits(value: Any) -> None:
    assert value("bitwise_left_shift(bigint '1', 40)") == 1 << 40
    assert value("bitwise_or_agg(x)", "from (values 1, 6) t(x)") == 7
    assert value("bitwise_and(5, 4)") == 4
    assert value("bitwise_or(bitwise_and(12, 8), bitwise_and(7, 1))") == 9
    assert value("bitwise_not(5) + 1") == -5


def test_unnest_of_arrays_side_by_side_pads_with_null(rows: Any) -> None:
    found = rows("select * from unnest(array[1, 2], array['x']) with ordinality as t(a, b, n) order by n")
    assert found == [(1, "x", 1), (2, None, 2)]


def test_unnest_of_rows_gives_their_fields(rows: Any) -> None:
    table = (
        "(select 7 as id, array[cast(row('x', 2) as row(sku varchar, quantity integer))] as products) orders"
    )
    found = rows(
        f"select id, sku, n, o from {table} cross join unnest(products) with ordinality as p(sku, n, o)"
    )
    assert found == [(7, "x", 2, 1)]


def test_unnest_of_rows_without_names_takes_those_of_the_schema(rows: Any) -> None:
    table = "(select array[cast(row('x', 2) as row(sku varchar, quantity integer))] as products) orders"
    assert rows(f"select sku, quantity from {table} cross join unnest(products) as p") == [("x", 2)]


def test_unnest_of_a_map(rows: Any) -> None:
    assert rows("select k, v from unnest(map(array['a'], array[1])) as t(k, v)") == [("a", 1)]
    table = "(select map(array['a'], array[1]) as tags) orders"
    assert rows(f"select k, v from {table} cross join unnest(tags) as t(k, v)") == [("a", 1)]


def test_left_join_unnest_keeps_empty_arrays(rows: Any) -> None:
    found = rows(
        "select id, x from (values (1, array[5]), (2, array[])) t(id, xs) "
        "left join unnest(xs) as u(x) on true order by id"
    )
    assert found == [(1, 5), (2, None)]


def test_unnamed_columns_are_named_by_their_place() -> None:
    found = answers.columns("select 1 as a, count(*), cast('x' as varchar)")
    assert [name for name, _ in found] == ["a", "_col1", "_col2"]


def test_addresses(value: Any) -> None:
    address = "'https://shop.example/p/1?utm_source=a%20b&x=#end'"
    assert value(f"url_extract_host({address})") == "shop.example"
    assert value(f"url_extract_path({address})") == "/p/1"
    assert value(f"url_extract_parameter({address}, 'utm_source')") == "a b"
    assert value(f"url_extract_parameter({address}, 'utm_medium')") is None


KEY_OF_A_TEXT = translate("select from_big_endian_64(xxhash64(to_utf8(x))) from (values ?) t(x)")


@OF_THE_STAND_IN
def test_key_of_a_text_is_its_xxhash64_big_endian() -> None:
    with connect() as connection:

        @given(text=st.text())
        def check_any_text(text: str) -> None:
            found = connection.execute(KEY_OF_A_TEXT, [text]).fetchone()
            assert found == (int.from_bytes(xxhash.xxh64_digest(text.encode()), "big", signed=True),)

        check_any_text()


def test_hash_in_two_steps_is_the_same(value: Any) -> None:
    one = value("from_big_endian_64(xxhash64(to_utf8('abc')))")
    two = value("from_big_endian_64(b)", "from (select xxhash64(to_utf8('abc')) as b) t")
    assert one == two == 4952883123889572249
    assert value("from_big_endian_64(to_big_endian_64(-5))") == -5


@OF_THE_STAND_IN
def test_mistakes_are_told_with_their_place() -> None:
    with pytest.raises(ParseError, match=r"Line 1, Col: 12"):
        translate("select a b c from t")
    with pytest.raises(ParseError, match="one statement"):
        translate("select 1; select 2")
