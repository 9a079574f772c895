"""What Trino refuses is refused here too, and what it takes is let through."""

import pytest
from sqlglot.errors import ParseError

from local.athena.dialect import translate
from local.athena.errors import describe_syntax_error
from local.athena.foreign import list_foreign_functions
from tests.local.athena import answers
from tests.sql.tables import trino_type

SCHEMA = {
    "orders": {
        "order_id": "string",
        "revenue": "decimal(18,2)",
        "quantity": "int",
        "business_date": "date",
        "occurred_at": "timestamp",
        "is_cancelled": "boolean",
        "products": "array<struct<sku:string,quantity:int>>",
    },
    "devices": {"order_id": "string", "device_key": "bigint"},
}

OF_THE_STAND_IN = pytest.mark.skipif(answers.on_trino(), reason="asks the stand-in itself")


def answer(sql: str) -> None:
    """Over these tables, empty; one of answers.FAILURES."""
    if not answers.on_trino():
        translate(sql, SCHEMA)
        return
    tables = ", ".join(f"{name} as ({empty(columns)})" for name, columns in SCHEMA.items())
    own = sql.removeprefix("with ")
    answers.rows(f"with {tables}{', ' if own != sql else ' '}{own}")


def empty(columns: dict[str, str]) -> str:
    nulls = ", ".join(f"cast(null as {trino_type(kind)}) as {name}" for name, kind in columns.items())
    return f"select {nulls} where false"


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("select revenue as r, r * 2 as q from orders", "COLUMN_NOT_FOUND: line 1:22: Column 'r'"),
        ("select revenue as r from orders where r > 1", "COLUMN_NOT_FOUND: line 1:39: Column 'r'"),
        ("select date_trunc('day', occurred_at) as d, count(*) as n from orders group by d", "Column 'd'"),
        ("with o as (select * from orders) select revenue as r, r as s from o", "Column 'r'"),
        (
            "select business_date, count(*) as orders from orders group by 1 order by orders.business_date",
            "Expression orders is not of type ROW",
        ),
        ("select 1 from orders where order_id = 5", "line 1:28: Cannot apply operator: varchar = number"),
        ("select 1 from orders where business_date >= '2024-01-01'", "date or timestamp >= varchar"),
        ("select 1 from orders where business_date between '2024-01-01' and '2024-01-02'", "BETWEEN varchar"),
        ("select 1 from orders where quantity in ('1', '2')", "IN value and list items"),
        ("select 1 from orders o join devices d on o.order_id = d.device_key", "varchar = number"),
        (
            "select bitwise_left_shift(device_key, device_key % 62) from devices",
            "for function bitwise_left_shift",
        ),
        ("select bitwise_right_shift(1, bigint '1') from orders", "for function bitwise_right_shift"),
        ("select order_id || quantity from orders", "(varchar, number) for function concat"),
        ("select concat(order_id, '-', business_date) from orders", "(varchar, date or timestamp)"),
        ("select coalesce(order_id, 0) from orders", "COALESCE operands"),
        ("select case when is_cancelled then 'yes' else 0 end from orders", "CASE results"),
        ("select if(is_cancelled, 1, 'no') from orders", "IF results"),
        ("select order_id from orders union all select device_key from devices", "UNION"),
    ],
)
def test_refused(sql: str, reason: str) -> None:
    with pytest.raises(answers.FAILURES) as refused:
        answer(sql)
    if answers.on_trino():  # its words are more exact: varchar(10), decimal(18,2)
        assert str(refused.value).startswith(("TYPE_MISMATCH", "COLUMN_NOT_FOUND", "FUNCTION_NOT_FOUND"))
    else:
        assert reason in str(refused.value)


@pytest.mark.parametrize(
    "sql",
    [
        "select revenue as r from orders order by r",
        "select revenue as r from orders group by 1",
        "select r * 2 as q from (select revenue as r from orders) o",
        "select revenue as order_id, order_id as again from orders",
        "select 1 from orders where business_date = occurred_at and revenue > quantity",
        "select 1 from orders where business_date >= date '2024-01-01' and quantity is distinct from 1.5",
        "select order_id || cast(quantity as varchar) from orders",
        "select coalesce(quantity, revenue, 0.5e0), coalesce(null, order_id) from orders",
        "select case when is_cancelled then null else 1 end from orders",
        "select sku, quantity from orders cross join unnest(products) as p(sku, n)",
        "select max(occurred_at) - interval '1' day > timestamp '2024-01-01 00:00:00' from orders",
        "select json_extract_scalar(order_id, '$.a') = order_id from orders",
        "select 1 from orders where order_id in (select order_id from devices)",
        "select last.sku from orders cross join unnest(products) as last (sku, quantity)",
        "with first (median) as (select 1) select median from first",
        'select "left" from (select 1 as "left") as t where (1 = 1) and (2 = 2) or (3 = 3)',
        "select order_id from orders order by order_id offset 2 limit 1",
        "select count(*) from orders group by grouping sets ((order_id), ())",
        "select 1 from orders where quantity = any (select 1)",
        "select 2 * (quantity + 1) - (quantity % 2) from orders",
        "select bitwise_left_shift(bigint '1', quantity % 62), bitwise_right_shift(quantity, 3) from orders",
        "select case (quantity) when 1 then 2 end from orders",
        "select sum(quantity) over w as s from orders window w as (order by occurred_at)",
    ],
)
def test_let_through(sql: str) -> None:
    answer(sql)


@pytest.mark.parametrize(
    "call",
    [
        "median(quantity)",
        "nvl(order_id, '')",
        "ifnull(order_id, '')",
        "left(order_id, 1)",
        "len(order_id)",
        "string_agg(order_id, ',')",
        "list(order_id)",
        "strftime(occurred_at, '%Y')",
        "last_day(business_date)",
        "quantile_cont(revenue, 0.5e0)",
        "date_sub(business_date, 1)",
    ],
)
def test_functions_of_other_engines_are_refused(call: str) -> None:
    with pytest.raises(answers.FAILURES) as refused:
        answer(f"select {call} from orders")
    if not answers.on_trino():
        name = call.partition("(")[0]
        assert str(refused.value) == f"FUNCTION_NOT_FOUND: line 1:8: Function '{name}' not registered"


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        ("select order_id from orders where order_id ilike 'a%'", "ilike"),
        ("select quantity::varchar from orders", "::"),
        ("select order_id from orders limit 1 offset 2", "offset"),
        ("select order_id, count(*) from orders group by all", "all"),
        ("select * exclude (revenue) from orders", "exclude"),
        ("select * replace (1 as revenue) from orders", "replace"),
        ("select distinct on (order_id) order_id from orders", "on"),
        ("select order_id from orders union by name select order_id from orders", "by"),
        ("select {'a': 1} from orders", "{"),
    ],
)
def test_syntax_of_other_engines_is_refused(sql: str, word: str) -> None:
    with pytest.raises((*answers.FAILURES, ParseError)) as refused:
        answer(sql)
    if not answers.on_trino():
        told = str(describe_syntax_error(sql, refused.value))
        assert told == f"line 1:{sql.index(word) + 1}: mismatched input '{word}'"


@pytest.mark.skipif(not answers.on_trino(), reason="asks a real Trino")
def test_no_function_of_trino_is_foreign() -> None:
    known = {str(row[0]).lower() for row in answers.rows("show functions")}
    assert len(known) > 200
    assert known & list_foreign_functions() == set()


@OF_THE_STAND_IN
def test_a_function_that_the_stand_in_does_not_know_is_let_through() -> None:
    assert translate("select unknown_function(order_id) = 1 from orders", SCHEMA)


@OF_THE_STAND_IN
def test_without_the_schema_of_every_table_nothing_is_refused() -> None:
    assert translate("select 1 from orders, elsewhere where order_id = 5", SCHEMA)
    assert translate("select 1 from orders where order_id = 5")
