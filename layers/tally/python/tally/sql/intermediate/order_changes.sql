/*
description = """Cancellations and refunds with the order that they change. An order with a negative amount is a refund.
Where one number is several orders, the change belongs to that of its shop; of several of the shop, or none, to that of its
person. Where the shop's records tell refunds of an order, its events' refunds count no more; and a refund id counts once.
What is marked as a test is left out: shops try refunds on copies of real orders"""
grain = "one row per Order Cancelled, Order Refunded or negative Order Completed event, and per record of a refund"
step = "refresh"
persons = ["person_key"]
checks = [
    "unique: change_id",
    "not_null: change_id, change, told_by, occurred_at, business_date, counts",
    "accepted_values: change: cancelled, refunded",
    "accepted_values: told_by: record, event",
    "expression: (order_key is null) = (problem is not null)",
]

[columns]
change_id = "string: event and its event_key, or record and its id"
change = "string: cancelled or refunded"
told_by = "string: record or event"
event_key = "bigint: as in stg_events; null for a record"
order_id = "string: the order number that it names; null without one"
order_key = "string: the order in order_copies; null where it belongs to none"
problem = "string: why it belongs to none: no_order_id, unknown_order or several_orders"
refund_id = "string: the shop's id of the refund"
occurred_at = "timestamp: when it happened, UTC"
business_date = "date: the same in the shop's time zone"
platform = "string: platform it was told from"
person_key = "bigint: merged person"
currency = "string: as in stg_order_events"
net = "decimal(20,6): what was paid back without tax and shipping, where that is told"
gross = "decimal(20,6): what was paid back with tax and shipping, where that is told"
lines = "bigint: lines in it"
counts = "boolean: false for a refund that another row tells"
*/
with told as (
    select
        'event ' || cast(stg_order_events.event_key as varchar) as change_id,
        if(stg_order_events.event_name = 'Order Cancelled', 'cancelled', 'refunded') as change,
        'event' as told_by,
        stg_order_events.event_key,
        stg_order_events.order_id,
        case
            when stg_order_events.event_name = 'Order Completed'
            then 'negative order of ' || cast(stg_order_events.amount as varchar)
            else stg_order_events.refund_id
        end as refund_id,
        stg_order_events.event_name = 'Order Completed' as is_negative_order,
        merged_events.sender,
        stg_order_events.occurred_at,
        stg_order_events.business_date,
        stg_order_events.platform,
        merged_events.person_key,
        stg_order_events.affiliation,
        stg_order_events.currency,
        case
            when stg_order_events.event_name = 'Order Completed' then abs(stg_order_events.amount)
            else abs(stg_order_events.revenue)
        end as net,
        abs(stg_order_events.total) as gross,
        stg_order_events.lines
    from stg_order_events
    inner join merged_events
        on merged_events.event_key = stg_order_events.event_key
        and merged_events.business_date = stg_order_events.business_date
    where
        not stg_order_events.is_test
        and (
            stg_order_events.event_name in ('Order Cancelled', 'Order Refunded')
            or (stg_order_events.event_name = 'Order Completed' and stg_order_events.amount < 0)
        )
    union all
    select
        'record ' || records_refunds.refund_id as change_id,
        'refunded' as change,
        'record' as told_by,
        cast(null as bigint) as event_key,
        records_refunds.order_id,
        records_refunds.refund_id,
        false as is_negative_order,
        'record' as sender,
        records_refunds.refunded_at as occurred_at,
        records_refunds.business_date,
        'unknown' as platform,
        coalesce(identity_map.person_key, records_refunds.sent_person_key) as person_key,
        cast(null as varchar) as affiliation,
        records_refunds.currency,
        case when not records_refunds.is_gross then abs(records_refunds.amount) end as net,
        abs(records_refunds.amount) as gross,
        0 as lines
    from records_refunds
    left join identity_map on identity_map.device_key = records_refunds.sent_person_key
    union all
    select
        'record ' || recorded_orders.order_id || ' as an order' as change_id,
        'refunded' as change,
        'record' as told_by,
        cast(null as bigint) as event_key,
        recorded_orders.order_id,
        'negative order' as refund_id,
        false as is_negative_order,
        'record' as sender,
        recorded_orders.ordered_at as occurred_at,
        recorded_orders.business_date,
        recorded_orders.platform,
        coalesce(identity_map.person_key, recorded_orders.sent_person_key) as person_key,
        recorded_orders.affiliation,
        recorded_orders.currency,
        abs(recorded_orders.amount) as net,
        abs(recorded_orders.gross) as gross,
        0 as lines
    from recorded_orders
    left join identity_map on identity_map.device_key = recorded_orders.sent_person_key
    where recorded_orders.amount < 0 and recorded_orders.is_cancelled is distinct from true
),
numbers as (
    select order_id, min(if(is_only_order, order_key)) as only_key
    from order_copies
    where event_name = 'Order Completed'
    group by order_id
),
numbers_of_shops as (
    select order_id, affiliation, min(order_key) as first_key, max(order_key) as last_key
    from order_copies
    where event_name = 'Order Completed'
    group by order_id, affiliation
),
numbers_of_persons as (
    select order_id, person_key, min(order_key) as first_key, max(order_key) as last_key
    from order_copies
    where event_name = 'Order Completed'
    group by order_id, person_key
),
orders_of_persons as (
    select distinct order_id, person_key, order_key
    from order_copies
    where event_name = 'Order Completed' and not is_only_order
),
orders_of_shops as (
    select distinct order_key, affiliation
    from order_copies
    where event_name = 'Order Completed' and not is_only_order
),
likely as (
    select
        told.*,
        numbers.order_id is not null as is_known,
        numbers.only_key,
        numbers_of_shops.first_key as first_of_shop,
        numbers_of_shops.last_key as last_of_shop,
        numbers_of_persons.first_key as first_of_person,
        numbers_of_persons.last_key as last_of_person,
        row_number() over (
            partition by told.order_id, told.affiliation, told.person_key
            order by told.change_id
        ) as place_of_alike
    from told
    left join numbers on numbers.order_id = told.order_id
    left join numbers_of_shops
        on numbers_of_shops.order_id = told.order_id
        and numbers_of_shops.affiliation = told.affiliation
    left join numbers_of_persons
        on numbers_of_persons.order_id = told.order_id
        and numbers_of_persons.person_key = told.person_key
),
-- The first of those that are alike looks for all: a client may send thousands for one number.
sought as (
    select
        likely.*,
        row_number() over (partition by likely.change_id order by orders_of_shops.order_key) as place,
        min(orders_of_shops.order_key)
            over (partition by likely.order_id, likely.affiliation, likely.person_key)
            as first_of_both,
        max(orders_of_shops.order_key)
            over (partition by likely.order_id, likely.affiliation, likely.person_key)
            as last_of_both
    from likely
    left join orders_of_persons
        on orders_of_persons.order_id
        = case when likely.place_of_alike = 1 and likely.first_of_shop is not null then likely.order_id end
        and orders_of_persons.person_key = likely.person_key
    left join orders_of_shops
        on orders_of_shops.order_key = orders_of_persons.order_key
        and orders_of_shops.affiliation = likely.affiliation
),
booked as (
    select
        *,
        case
            when only_key is not null then only_key
            when first_of_both is not null then if(first_of_both = last_of_both, first_of_both)
            when first_of_shop is not null then if(first_of_shop = last_of_shop, first_of_shop)
            when first_of_person = last_of_person then first_of_person
        end as booked_key
    from sought
    where place = 1
),
counted as (
    select
        *,
        -- What belongs to no order is one by the number that it names.
        max(if(told_by = 'record', 1, 0)) over (partition by change, booked_key, order_id) as has_records,
        -- A browser and a server tell a negative order once each; who tells it twice means two.
        row_number() over (
            partition by is_negative_order, booked_key, order_id, sender, refund_id
            order by occurred_at, change_id
        ) as times_told
    from booked
),
numbered as (
    select
        *,
        row_number() over (
            partition by
                change,
                booked_key,
                order_id,
                told_by,
                coalesce(refund_id, change_id),
                if(is_negative_order, times_told, 0)
            order by occurred_at, change_id
        ) as number
    from counted
)
select
    change_id,
    change,
    told_by,
    event_key,
    order_id,
    booked_key as order_key,
    case
        when booked_key is not null then cast(null as varchar)
        when order_id is null then 'no_order_id'
        when not is_known then 'unknown_order'
        else 'several_orders'
    end as problem,
    refund_id,
    occurred_at,
    business_date,
    platform,
    person_key,
    currency,
    net,
    gross,
    lines,
    number = 1 and (change = 'cancelled' or told_by = 'record' or has_records = 0) as counts
from numbered
