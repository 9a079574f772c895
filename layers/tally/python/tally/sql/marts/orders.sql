/*
description = """Orders. The first Order Completed of an order_id counts, later ones are copies; one that came days
late and lies days before the copy that arrived first, a server's where there is one, has a wrong clock and never
counts first. Test orders are in test_orders. Cancellations and refunds are booked on the order they belong to, whenever
they come. Where the shop's records have the order, money, currency and status are theirs; order_conflicts tells the
differences."""
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
clock_error = "interval: a time off by more than this is a wrong clock's"

[columns]
order_id = "string: the shop's order number, else the id of its event"
event_key = "bigint: its Order Completed in stg_events"
visit_event_key = "bigint: of its first copy of the same day that is a visit, so in a session; null without one"
person_key = "bigint: merged person"
ordered_at = "timestamp: time of its Order Completed, UTC"
business_date = "date: the same in the shop's time zone"
platform = "string: platform it was placed on"
country = "string: country it was placed from"
currency = "string: ISO 4217 code"
revenue = "decimal(20,6): the record's, as sent, the sum of its lines, or 0; null where that sum is too large"
revenue_problem = "string: why revenue is null: lines_too_large; such an order counts, its money does not"
refunded = "decimal(20,6): sum of its refunds, at most revenue; a refund without an amount is a full one"
net_revenue = "decimal(20,6): revenue less refunds; 0 when cancelled, else null with revenue"
units = "decimal(18,4): units in it"
is_cancelled = "boolean: the record says so; where it says nothing, an Order Cancelled came for it"
order_number_of_person = "bigint: 1 for a new buyer's order; counts orders not cancelled, null when cancelled"
is_opening_hour = "boolean: placed within 60 minutes of the opening of the day's sale"
*/
with arrived as (
    select
        order_id,
        event_id,
        event_key,
        occurred_at,
        received_at,
        business_date,
        platform,
        country,
        currency,
        case
            when revenue is null and is_too_large then null
            else cast(coalesce(revenue, lines_amount, 0) as decimal(20, 6))
        end as revenue,
        units,
        max(if(is_test, 1, 0)) over (partition by order_id) as has_test_mark,
        -- A server's clock is right.
        first_value(occurred_at) over (
            partition by order_id
            order by if(platform in ('server', 'store'), 0, 1), received_at, occurred_at
        ) as first_arrived
    from stg_order_events
    where event_name = 'Order Completed'
),
completed as (
    select
        arrived.order_id,
        arrived.event_key,
        person_events.person_key,
        arrived.occurred_at,
        arrived.business_date,
        arrived.platform,
        arrived.country,
        arrived.currency,
        arrived.revenue,
        arrived.units,
        person_events.is_visit,
        row_number() over (
            partition by arrived.order_id
            order by
                coalesce(
                    arrived.occurred_at < arrived.received_at - :clock_error
                    and arrived.occurred_at < arrived.first_arrived - :clock_error,
                    false
                ),
                arrived.occurred_at,
                arrived.event_id,
                arrived.event_key
        ) as place
    from arrived
    inner join person_events
        on person_events.event_key = arrived.event_key
        and person_events.business_date = arrived.business_date
    where person_events.event_name = 'Order Completed' and coalesce(arrived.has_test_mark, 0) = 0
),
-- An order may be told by the server first, and then by the browser: a session holds the browser's copy.
copies as (
    select
        *,
        min_by(case when is_visit then event_key end, case when is_visit then place end) over (
            partition by order_id, business_date
        ) as visit_event_key
    from completed
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
        copies.order_id,
        copies.event_key,
        copies.visit_event_key,
        copies.person_key,
        copies.occurred_at,
        copies.business_date,
        copies.platform,
        copies.country,
        -- A currency goes with its amount.
        if(
            recorded_orders.revenue is null,
            copies.currency,
            coalesce(recorded_orders.currency, copies.currency)
        ) as currency,
        coalesce(recorded_orders.revenue, copies.revenue) as revenue,
        copies.units,
        recorded_orders.is_cancelled
    from copies
    left join recorded_orders on recorded_orders.order_id = copies.order_id
    where copies.place = 1
),
placed as (
    select
        told.order_id,
        told.event_key,
        told.visit_event_key,
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
            end as decimal(20, 6)
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
    visit_event_key,
    person_key,
    ordered_at,
    business_date,
    platform,
    country,
    currency,
    revenue,
    revenue_problem,
    refunded,
    cast(case when is_cancelled then 0 else revenue - refunded end as decimal(20, 6)) as net_revenue,
    units,
    is_cancelled,
    case
        when not is_cancelled
        then row_number() over (partition by person_key, is_cancelled order by ordered_at, order_id)
    end as order_number_of_person,
    is_opening_hour
from placed
