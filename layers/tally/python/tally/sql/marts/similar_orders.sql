/*
description = """Orders that may be one under two numbers: the same person, amount and currency within a minute. They count
as two; when they are one, send the same order number from both sides"""
grain = "one row per order that resembles the person's order before it"
step = "refresh"
persons = ["person_key"]
checks = ["unique: order_key", "not_null: order_key, other_order_key, business_date, person_key, ordered_at, seconds"]

[parameters]
likeness = "interval: how far apart such orders are at most"

[columns]
order_key = "string: as in orders"
other_order_key = "string: of the order before it"
business_date = "date: of the order"
ordered_at = "timestamp: of the order, UTC"
seconds = "double: seconds between the two"
person_key = "bigint: merged person of both"
currency = "string: of both"
revenue = "decimal(20,6): of both"
told_by = "string: who tells the order: record, server or device"
other_told_by = "string: who tells the other"
*/
with in_a_row as (
    select
        order_key,
        business_date,
        ordered_at,
        person_key,
        currency,
        revenue,
        told_by,
        lag(order_key) over in_time as other_order_key,
        lag(ordered_at) over in_time as other_ordered_at,
        lag(told_by) over in_time as other_told_by
    from orders
    where revenue > 0 and not is_cancelled
    window in_time as (partition by person_key, currency, revenue order by ordered_at, order_key)
)
select
    order_key,
    other_order_key,
    business_date,
    ordered_at,
    cast(date_diff('millisecond', other_ordered_at, ordered_at) as double) / 1e3 as seconds,
    person_key,
    currency,
    revenue,
    told_by,
    other_told_by
from in_a_row
where ordered_at <= other_ordered_at + :likeness
