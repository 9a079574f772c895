/*
description = "What an order sold of each product and for how much, by the lines that are the order's"
grain = "one row per order_key and product_id; lines that name none together are one"
step = "refresh"
checks = ["unique: order_key, product_id", "not_null: order_key, units, unpriced"]

[columns]
order_key = "string: as in order_sales"
product_id = "string: product id, else stock keeping unit; null where a line names none"
name = "string: what its lines call it"
units = "double: sum of their quantities"
amount = "double: sum of its lines that have a price; null without one"
unpriced = "bigint: its lines without a price"
unit_price = "double: amount by units of its lines; null where a line has no price, or there are no units"
lines_amount = "double: sum of all lines of the order that have a price"
*/
with listed as (
    select
        order_sales.order_key,
        stg_order_lines.product_id,
        stg_order_lines.name,
        stg_order_lines.amount,
        stg_order_lines.units,
        stg_order_lines.unpriced
    from order_sales
    inner join stg_order_lines on stg_order_lines.event_key = order_sales.lines_event_key
    union all
    select
        order_sales.order_key,
        coalesce(records_order_lines.product_id, records_order_lines.sku) as product_id,
        records_order_lines.name,
        coalesce(
            records_order_lines.amount,
            records_order_lines.price * coalesce(records_order_lines.quantity, 1)
        ) as amount,
        coalesce(records_order_lines.quantity, 1) as units,
        if(records_order_lines.amount is null and records_order_lines.price is null, 1, 0) as unpriced
    from order_sales
    inner join records_order_lines on records_order_lines.order_id = order_sales.order_id
    where order_sales.lines_event_key is null and order_sales.told_by = 'record'
),
products as (
    select
        order_key,
        product_id,
        max(name) as name,
        cast(sum(amount) as double) as amount,
        cast(sum(units) as double) as units,
        cast(sum(unpriced) as bigint) as unpriced
    from listed
    group by order_key, product_id
),
summed as (
    select *, sum(amount) over (partition by order_key) as lines_amount
    from products
)
select
    order_key,
    product_id,
    name,
    units,
    amount,
    unpriced,
    case when unpriced = 0 then amount / nullif(units, 0e0) end as unit_price,
    lines_amount
from summed
