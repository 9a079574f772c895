/*
description = "Events of an order's life with their money and units, of the same events as stg_events"
grain = "one row per Order Completed, Order Cancelled or Order Refunded event"
step = "refresh"
checks = ["not_null: event_key, event_id, event_name, order_id, occurred_at, business_date, person_key"]

[columns]
event_key = "bigint: as in stg_events"
event_id = "string: id given by the client"
event_name = "string: Order Completed, Order Cancelled or Order Refunded"
order_id = "string: the shop's order number, else the event's id"
occurred_at = "timestamp: when it happened, UTC"
received_at = "timestamp: when it arrived, UTC"
business_date = "date: the same in the shop's time zone"
person_key = "bigint: the person as sent"
platform = "string: as in stg_events"
country = "string: as in stg_events"
currency = "string: ISO 4217 code"
revenue = "decimal(20,6): amount as sent, without shipping and tax"
total = "decimal(20,6): amount with shipping and tax, from the properties"
lines_amount = "decimal(20,6): sum of price x quantity of the products or the single product; null when too large"
is_too_large = "boolean: there is such a sum, and it has more than 14 digits before the point"
units = "decimal(18,4): sum of the products' quantities, else the event's quantity; a missing quantity is one"
is_test = "boolean: marked as a test by a property (test, livemode ...) or by its source's name"
*/
with lines as (
    select
        dedup_key,
        business_date,
        sum(line.price * coalesce(line.quantity, 1)) as amount,
        sum(coalesce(line.quantity, 1)) as units
    from events
    cross join
        unnest(products)
            as line (product_id, sku, name, category, brand, variant, price, quantity, coupon)
    where event_class = 'business' and event_name in ('Order Completed', 'Order Refunded')
    group by dedup_key, business_date
),

order_events as (
    select
        stg_events.event_key,
        stg_events.event_id,
        stg_events.event_name,
        coalesce(events.order_id, stg_events.event_id) as order_id,
        stg_events.occurred_at,
        stg_events.received_at,
        stg_events.business_date,
        stg_events.person_key,
        stg_events.platform,
        stg_events.country,
        nullif(events.currency, '') as currency,
        events.revenue,
        try_cast(json_extract_scalar(events.properties, '$.total') as decimal(20, 6)) as total,
        coalesce(lines.amount, events.price * coalesce(events.quantity, 1))
            as lines_sum,
        cast(coalesce(lines.units, events.quantity, 1) as decimal(18, 4)) as units,
        -- "test: true" of shops, "livemode: false" of payment services, "environment: sandbox" of others.
        regexp_like(lower(coalesce(events.source, '')), '(^|[^a-z0-9])test($|[^a-z0-9])')
        or lower(json_extract_scalar(events.properties, '$.environment')) in ('test', 'sandbox')
        or lower(
            coalesce(
                json_extract_scalar(events.properties, '$.livemode'),
                json_extract_scalar(events.properties, '$.live_mode'),
                json_extract_scalar(events.properties, '$.liveMode'),
                json_extract_scalar(events.properties, '$.is_live'),
                json_extract_scalar(events.properties, '$.isLive')
            )
        ) in ('false', '0', 'no')
        or lower(
            coalesce(
                json_extract_scalar(events.properties, '$.test'),
                json_extract_scalar(events.properties, '$.is_test'),
                json_extract_scalar(events.properties, '$.isTest'),
                json_extract_scalar(events.properties, '$.test_mode'),
                json_extract_scalar(events.properties, '$.testMode'),
                json_extract_scalar(events.properties, '$.test_order'),
                json_extract_scalar(events.properties, '$.testOrder'),
                json_extract_scalar(events.properties, '$.is_test_order'),
                json_extract_scalar(events.properties, '$.isTestOrder'),
                json_extract_scalar(events.properties, '$.sandbox')
            )
        ) in ('true', '1', 'yes') as is_test
    from events
    -- A commit may come between two reads of the lake: what stg_events has is what this build is about.
    inner join stg_events
        on stg_events.event_key = events.dedup_key
        and stg_events.business_date = events.business_date
    left join lines on lines.dedup_key = events.dedup_key and lines.business_date = events.business_date
    where
        events.event_class = 'business'
        and events.event_name in ('Order Completed', 'Order Cancelled', 'Order Refunded')
)
select
    event_key,
    event_id,
    event_name,
    order_id,
    occurred_at,
    received_at,
    business_date,
    person_key,
    platform,
    country,
    currency,
    revenue,
    total,
    -- Landing bounds the factors, nothing bounds their product.
    try_cast(lines_sum as decimal(20, 6)) as lines_amount,
    lines_sum is not null and try_cast(lines_sum as decimal(20, 6)) is null as is_too_large,
    units,
    coalesce(is_test, false) as is_test
from order_events
