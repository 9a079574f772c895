/*
description = """A sample of the events that arrived since a moment, with what `tally plan infer` drafts a
plan from: at most so many of each name, whichever ids come first"""

[columns]
event_name = "string: canonical name"
protocol = "string: how it was sent"
order_id = "string: the shop's order number"
revenue = "decimal(20,6): amount as sent"
total = "decimal(20,6): of an order event, with shipping and tax"
tax = "decimal(20,6): of an order event"
shipping = "decimal(20,6): of an order event"
currency = "string: ISO 4217 code"
affiliation = "string: of an order event, the shop that sold"
refund_id = "string: of an order event, the refund's id"
product_id = "string: of an event of one product"
price = "decimal(20,6): of one unit"
quantity = "decimal(18,4): units"
coupon = "string: as sent"
has_products = "boolean: it has a list of products"
properties = "string: JSON of everything else"

[parameters]
since = "timestamp: arrivals from here on, UTC"
most = "bigint: events of a name at most"
*/
select
    event_name,
    protocol,
    order_id,
    revenue,
    total,
    tax,
    shipping,
    currency,
    affiliation,
    refund_id,
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
        total,
        tax,
        shipping,
        currency,
        affiliation,
        refund_id,
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
