/*
description = """What the events of an order's life say of each product: the lines of the event, or the single product
that it names. A line whose price cannot be read is counted, so that nobody takes the rest for the whole"""
grain = "one row per order event and product that it names; lines that name none together are one"
step = "refresh"
checks = ["unique: event_key, business_date, product_id", "not_null: event_key, business_date, units, lines, unpriced"]

[columns]
event_key = "bigint: as in stg_events"
business_date = "date: as in stg_events"
product_id = "string: product id, else stock keeping unit; null where a line names none"
name = "string: what its lines call it; of several names the last by the alphabet"
amount = "decimal(38,10): sum of price x quantity of its lines that have a price; null without one"
units = "decimal(18,4): sum of their quantities; a missing quantity is one"
lines = "bigint: lines of this product"
unpriced = "bigint: those of them without a price"
*/
with named as (
    select
        events.dedup_key as event_key,
        events.business_date,
        coalesce(line.product_id, line.sku) as product_id,
        nullif(line.name, '') as name,
        line.price,
        line.quantity
    from events
    cross join
        unnest(events.products)
            as line (product_id, sku, name, category, brand, variant, price, quantity, coupon)
    where
        events.event_class = 'business'
        and events.event_name in ('Order Completed', 'Order Updated', 'Order Refunded')
    union all
    select dedup_key as event_key, business_date, product_id, cast(null as varchar) as name, price, quantity
    from events
    where
        event_class = 'business'
        and event_name in ('Order Completed', 'Order Updated', 'Order Refunded')
        and coalesce(cardinality(products), 0) = 0
        and (product_id is not null or price is not null or quantity is not null)
)
select
    event_key,
    business_date,
    product_id,
    max(name) as name,
    sum(price * coalesce(quantity, 1)) as amount,
    cast(sum(coalesce(quantity, 1)) as decimal(18, 4)) as units,
    count(*) as lines,
    count_if(price is null) as unpriced
from named
group by event_key, business_date, product_id
