/*
description = """Refunds, cancellations and corrections that belong to no order, and corrections to less than nothing: they
change no number. What lacks its order applies on the night after it comes. A refund that is told several times, by
records and events or by browser and server, is one"""
grain = "one row per change"
step = "refresh"
checks = [
    "unique: change_id",
    "not_null: change_id, change, problem, occurred_at, business_date",
    "accepted_values: change: cancelled, refunded, updated",
    "accepted_values: problem: no_order_id, unknown_order, several_orders, negative_amount",
]

[columns]
change_id = "string: event and its event_key, or record and its id"
change = "string: cancelled, refunded or updated"
problem = """string: no_order_id: it names no order; unknown_order: nothing tells that order; several_orders: its number is
several orders, and neither its affiliation nor its person says which; negative_amount: a correction to less than nothing"""
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
union all
select
    'event ' || cast(stg_order_events.event_key as varchar) as change_id,
    'updated' as change,
    'negative_amount' as problem,
    stg_order_events.order_id,
    cast(null as varchar) as refund_id,
    stg_order_events.occurred_at,
    stg_order_events.business_date,
    stg_order_events.platform,
    merged_events.person_key,
    stg_order_events.currency,
    stg_order_events.amount
from stg_order_events
inner join merged_events
    on merged_events.event_key = stg_order_events.event_key
    and merged_events.business_date = stg_order_events.business_date
where
    stg_order_events.event_name = 'Order Updated'
    and stg_order_events.amount < 0
    and not stg_order_events.is_test
