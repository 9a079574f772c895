"""What Trino refuses is refused here too, and what it takes is let through."""

import pytest

from local.athena.dialect import translate
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
        ("select 1 from orders where order_id = 5", "line 1:28: Cannot apply operator: varchar = number"),
        ("select 1 from orders where business_date >= '2024-01-01'", "date or timestamp >= varchar"),
        ("select 1 from orders where business_date between '2024-01-01' and '2024-01-02'", "BETWEEN varchar"),
        ("select 1 from orders where quantity in ('1', '2')", "IN value and list items"),
        ("select 1 from orders o join devices d on o.order_id = d.device_key", "varchar = number"),
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
        "select sum(quantity) over w as s from orders window w as (order by occurred_at)",
    ],
)
def test_let_through(sql: str) -> None:
    answer(sql)


@OF_THE_STAND_IN
def test_a_function_that_the_stand_in_does_not_know_is_let_through() -> None:
    assert translate("select unknown_function(order_id) = 1 from orders", SCHEMA)


@OF_THE_STAND_IN
def test_without_the_schema_of_every_table_nothing_is_refused() -> None:
    assert translate("select 1 from orders, elsewhere where order_id = 5", SCHEMA)
    assert translate("select 1 from orders where order_id = 5")
