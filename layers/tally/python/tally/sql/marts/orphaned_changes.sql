/*
description = """Refunds, cancellations and corrections that belong to no order: they change no number. They apply on the
night after their order comes. A refund that is told several times, by records and events or by browser and server, is
one"""
grain = "one row per change"
step = "refresh"
checks = [
    "unique: change_id",
    "not_null: change_id, change, problem, occurred_at, business_date",
    "accepted_values: change: cancelled, refunded, updated",
    "accepted_values: problem: no_order_id, unknown_order, several_orders",
]

[columns]
change_id = "string: event and its event_key, or record and its id"
change = "string: cancelled, refunded or updated"
problem = """string: no_order_id: it names no order; unknown_order: nothing tells that order; several_orders: its number is
several shops', and neither its affiliation nor its person says which"""
order_id = "string: the order number that it names"
refund_id = "string: the shop's id of the refund"
occurred_at = "timestamp: when it happened, UTC"
business_date = "date: the same in the shop's time zone"
platform = "string: platform it was told from"
person_key = "bigint: merged person"
currency = "string: ISO 4217 code"
amount = "decimal(20,6): what it names, without tax and shipping where that is told, else with; null without one"
*/
with updated as (
    select
        copy_id,
        order_id,
        occurred_at,
        business_date,
        platform,
        person_key,
        currency,
        amount,
        max(if(event_name = 'Order Completed', 1, 0)) over (partition by order_key) as has_order
    from order_copies
)
select
    change_id,
    change,
    problem,
    order_id,
    refund_id,
    occurred_at,
    business_date,
    platform,
    person_key,
    currency,
    coalesce(net, gross) as amount
from order_changes
where problem is not null and counts
union all
select
    copy_id as change_id,
    'updated' as change,
    'unknown_order' as problem,
    order_id,
    cast(null as varchar) as refund_id,
    occurred_at,
    business_date,
    platform,
    person_key,
    currency,
    amount
from updated
where has_order = 0
