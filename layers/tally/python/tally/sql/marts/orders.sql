/*
description = """Orders. The first Order Completed of an order_id counts, later ones are copies.
Cancellations and refunds are booked on the order they belong to, whenever they come. Where the shop's records
have the order, money, currency and status are theirs; order_conflicts tells the differences."""
grain = "one row per order_id"
step = "refresh"
checks = [
    "unique: order_id",
    "not_null: order_id, person_key, ordered_at, business_date, units, is_cancelled",
    "expression: (revenue is null) = (revenue_problem is not null)",
    "expression: net_revenue is not null or revenue is null",
    "expression: refunded >= 0 and (refunded <= revenue or refunded = 0)",
    "expression: order_number_of_person >= 1",
]

[parameters]
opening_hour = "interval: length of the opening hour"

[columns]
order_id = "string: the shop's order number, else the id of its event"
event_key = "bigint: its Order Completed in stg_events"
person_key = "bigint: merged person"
ordered_at = "timestamp: time of its Order Completed, UTC"
business_date = "date: the same in the shop's time zone"
platform = "string: platform it was placed on"
country = "string: country it was placed from"
currency = "string: ISO 4217 code"
revenue = "decimal(18,2): of the record; as sent, else the sum of its lines, else 0; null where that sum is too large"
revenue_problem = "string: why revenue is null: lines_too_large; such an order counts, its money does not"
refunded = "decimal(18,2): sum of its refunds, at most revenue; a refund without an amount is a full one"
net_revenue = "decimal(18,2): revenue less refunds; 0 when cancelled, else null with revenue"
units = "bigint: units in it"
is_cancelled = "boolean: the record says so; without one, an Order Cancelled came for it"
order_number_of_person = "bigint: 1 for a new buyer's order; counts orders not cancelled, null when cancelled"
is_opening_hour = "boolean: placed within 60 minutes of the opening of the day's sale"
*/
with completed as (
    select
        stg_order_events.order_id,
        stg_order_events.event_key,
        person_events.person_key,
        stg_order_events.occurred_at,
        stg_order_events.business_date,
        stg_order_events.platform,
        stg_order_events.country,
        stg_order_events.currency,
        case
            when stg_order_events.revenue is null and stg_order_events.is_too_large then null
            else cast(coalesce(stg_order_events.revenue, stg_order_events.lines_amount, 0) as decimal(18, 2))
        end as revenue,
        stg_order_events.units,
        row_number() over (
            partition by stg_order_events.order_id
            order by stg_order_events.occurred_at, stg_order_events.event_id, stg_order_events.event_key
        ) as place
    from stg_order_events
    inner join person_events
        on person_events.event_key = stg_order_events.event_key
        and person_events.business_date = stg_order_events.business_date
    where
        stg_order_events.event_name = 'Order Completed'
        and person_events.event_name = 'Order Completed'
),
changes as (
    select
        order_id,
        count_if(event_name = 'Order Cancelled') > 0 as is_cancelled,
        count_if(event_name = 'Order Refunded' and coalesce(revenue, total, lines_amount) is null) > 0
            as is_refunded,
        sum(case when event_name = 'Order Refunded' then abs(coalesce(revenue, total, lines_amount)) end)
            as refunded
    from stg_order_events
    where event_name in ('Order Cancelled', 'Order Refunded')
    group by order_id
),
-- The record is the number, the event says who was there and when: visitors are counted by events.
told as (
    select
        completed.order_id,
        completed.event_key,
        completed.person_key,
        completed.occurred_at,
        completed.business_date,
        completed.platform,
        completed.country,
        -- A currency goes with its amount.
        if(
            recorded_orders.revenue is null,
            completed.currency,
            coalesce(recorded_orders.currency, completed.currency)
        ) as currency,
        coalesce(recorded_orders.revenue, completed.revenue) as revenue,
        completed.units,
        recorded_orders.is_cancelled
    from completed
    left join recorded_orders on recorded_orders.order_id = completed.order_id
    where completed.place = 1
),
placed as (
    select
        told.order_id,
        told.event_key,
        told.person_key,
        told.occurred_at as ordered_at,
        told.business_date,
        told.platform,
        told.country,
        told.currency,
        told.revenue,
        case when told.revenue is null then 'lines_too_large' end as revenue_problem,
        cast(
            case
                when told.revenue is null or told.revenue <= 0 then 0
                when changes.is_refunded or changes.refunded >= told.revenue then told.revenue
                else coalesce(changes.refunded, 0)
            end as decimal(18, 2)
        ) as refunded,
        told.units,
        coalesce(told.is_cancelled, changes.is_cancelled, false) as is_cancelled,
        coalesce(
            told.occurred_at >= calendar.opens_at
            and told.occurred_at < calendar.opens_at + :opening_hour,
            false
        ) as is_opening_hour
    from told
    left join changes on changes.order_id = told.order_id
    left join calendar on calendar.business_date = told.business_date
)
select
    order_id,
    event_key,
    person_key,
    ordered_at,
    business_date,
    platform,
    country,
    currency,
    revenue,
    revenue_problem,
    refunded,
    cast(case when is_cancelled then 0 else revenue - refunded end as decimal(18, 2)) as net_revenue,
    units,
    is_cancelled,
    case
        when not is_cancelled
        then row_number() over (partition by person_key, is_cancelled order by ordered_at, order_id)
    end as order_number_of_person,
    is_opening_hour
from placed
