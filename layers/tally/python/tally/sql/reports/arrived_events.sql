/*
description = """A sample of the events that arrived since a moment, with what `tally plan infer` drafts a
plan from: at most so many of each name, whichever ids come first"""
*/
select
    event_name,
    protocol,
    order_id,
    revenue,
    currency,
    product_id,
    price,
    quantity,
    coupon,
    has_products,
    properties
from (
    select
        event_name,
        protocol,
        order_id,
        revenue,
        currency,
        product_id,
        price,
        quantity,
        coupon,
        products is not null as has_products,
        properties,
        row_number() over (partition by event_name order by id_hash, dedup_key) as place
    from events
    where received_at >= :since
) as numbered
where place <= :most
