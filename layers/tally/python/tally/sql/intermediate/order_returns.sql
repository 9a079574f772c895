/*
description = """What came back of an order within a stated time (30 days) after it: cancelled whole, or refunded. A
refund that names lines counts their units and its amount, one that names none its amount only; a record without a
quantity has the units of the event of that refund. A cancellation that only a record tells has no time: it counts"""
grain = "one row per order_key of orders"
step = "refresh"
persons = ["person_key"]
checks = [
    "unique: order_key",
    "not_null: order_key, person_key, units, is_cancelled, is_touched",
    "expression: value is null or value >= 0",
]

[parameters]
return_window = "interval: the longest time between an order and what counts as its return"

[columns]
order_key = "string: as in orders"
person_key = "bigint: merged person"
units = "decimal(18,4): units that came back, at most the order's"
value = "decimal(20,6): what was paid back or cancelled, at most its revenue, in the shop's currency; null without a rate"
is_cancelled = "boolean: cancelled in time"
is_touched = "boolean: cancelled or refunded in time"
*/
with lines as (
    select event_key, business_date, sum(units) as units
    from stg_order_lines
    where product_id is not null
    group by event_key, business_date
),
told as (
    select
        order_changes.*,
        lines.units,
        max(abs(lines.units)) over (
            partition by order_changes.order_key, order_changes.refund_id
        ) as units_of_refund
    from order_changes
    left join lines
        on lines.event_key = order_changes.event_key
        and lines.business_date = order_changes.business_date
),
changes as (
    select
        orders.order_key,
        count_if(order_refunds.change_id is not null) as refunds,
        sum(
            case
                when order_refunds.change_id is null then 0
                when told.told_by = 'record' and told.refund_id is not null
                then abs(coalesce(records_refunds.quantity, told.units_of_refund))
                else abs(told.units)
            end
        ) as units,
        sum(cast(order_refunds.refunded as double)) as refunded
    from told
    inner join orders on orders.order_key = told.order_key
    left join order_refunds
        on order_refunds.change_id
        = case when told.occurred_at <= orders.ordered_at + :return_window then told.change_id end
    left join records_refunds
        on records_refunds.refund_id = case when told.told_by = 'record' then told.refund_id end
    where told.counts
    group by orders.order_key
),
judged as (
    select
        orders.order_key,
        orders.person_key,
        orders.units as ordered_units,
        cast(orders.revenue as double) as revenue,
        orders.shop_rate,
        orders.is_cancelled
        and coalesce(orders.cancelled_at <= orders.ordered_at + :return_window, true) as is_cancelled,
        coalesce(changes.refunds, 0) as refunds,
        coalesce(changes.units, 0) as units,
        coalesce(changes.refunded, 0e0) as refunded
    from orders
    left join changes on changes.order_key = orders.order_key
)
select
    order_key,
    person_key,
    cast(
        case when is_cancelled then ordered_units else least(units, ordered_units) end as decimal(18, 4)
    ) as units,
    try_cast(
        round(case when is_cancelled then revenue else least(refunded, revenue) end * shop_rate, 6)
        as decimal(20, 6)
    ) as value,
    is_cancelled,
    is_cancelled or refunds > 0 as is_touched
from judged
