/*
description = """Where records and events tell one order differently. The record is the number; the difference is
a finding. An order that only the records have is one, too"""
grain = "one row per order_id and field"
step = "refresh"
checks = [
    "unique: order_id, field",
    "not_null: order_id, field",
    "accepted_values: field: revenue, currency, person, day, status, event",
]

[columns]
order_id = "string: the shop's order number"
field = "string: revenue, currency, person, day or status; event: no event tells the order"
record_value = "string: as the record has it; null for person, whose keys are below"
event_value = "string: as its first Order Completed has it"
person_key = "bigint: merged person of the record"
event_person_key = "bigint: merged person of the event"
*/
with told as (
    select
        order_id,
        person_key,
        occurred_at,
        currency,
        coalesce(revenue, lines_amount) as revenue,
        row_number() over (partition by order_id order by occurred_at, event_id, event_key) as place
    from stg_order_events
    where event_name = 'Order Completed'
),
cancelled as (
    select distinct order_id
    from stg_order_events
    where event_name = 'Order Cancelled'
),
compared as (
    select
        recorded_orders.order_id,
        recorded_orders.person_key,
        recorded_orders.ordered_at,
        recorded_orders.currency,
        recorded_orders.revenue,
        recorded_orders.is_cancelled,
        told.order_id is not null as is_told,
        coalesce(identity_map.person_key, told.person_key) as event_person_key,
        told.occurred_at,
        told.currency as event_currency,
        told.revenue as event_revenue,
        cancelled.order_id is not null as is_cancelled_by_event
    from recorded_orders
    left join told on told.order_id = recorded_orders.order_id and told.place = 1
    left join cancelled on cancelled.order_id = recorded_orders.order_id
    left join identity_map on identity_map.device_key = told.person_key
),
judged as (
    select
        compared.order_id,
        fields.field,
        compared.person_key,
        compared.event_person_key,
        case fields.field
            when 'revenue' then cast(compared.revenue as varchar)
            when 'currency' then compared.currency
            when 'day' then cast(cast(compared.ordered_at as date) as varchar)
            when 'status' then if(compared.is_cancelled, 'cancelled', 'completed')
        end as record_value,
        case fields.field
            when 'revenue' then cast(compared.event_revenue as varchar)
            when 'currency' then compared.event_currency
            when 'day' then cast(cast(compared.occurred_at as date) as varchar)
            when 'status' then if(compared.is_cancelled_by_event, 'cancelled', 'completed')
        end as event_value,
        case fields.field
            when 'revenue' then compared.revenue <> compared.event_revenue
            when 'currency' then compared.currency <> compared.event_currency
            when 'person' then compared.person_key <> compared.event_person_key
            -- Clocks and batches differ by hours; a day apart it is counted on another day.
            when 'day' then abs(date_diff('second', compared.ordered_at, compared.occurred_at)) >= 86400
            when 'status' then compared.is_told and compared.is_cancelled <> compared.is_cancelled_by_event
            else not compared.is_told
        end as is_conflict
    from compared
    cross join (
        values ('revenue'), ('currency'), ('person'), ('day'), ('status'), ('event')
    ) as fields (field)
)
select
    order_id,
    field,
    record_value,
    event_value,
    person_key,
    event_person_key
from judged
where is_conflict
