/*
description = """Orders as the shop's records have them, with one amount: revenue, else total less tax and shipping,
else the record's lines"""
grain = "one row per order_id"
step = "refresh"
table = false
checks = ["unique: order_id"]

[columns]
order_id = "string: the shop's order number"
customer_id = "string: the shop's id of the customer; null for a guest"
sent_person_key = "bigint: the customer's, as in events; null for a guest"
ordered_at = "timestamp: when it was placed, UTC"
arrived_at = "timestamp: when this version of the record came, UTC"
business_date = "date: when it was placed, in the shop's time zone"
affiliation = "string: the shop that sold it"
platform = "string: where it was placed, or unknown"
country = "string: ISO 3166 code, or unknown"
currency = "string: ISO 4217 code"
amount = "decimal(20,6): without tax and shipping; null where the record has none"
gross = "decimal(20,6): with tax and shipping; null where the record does not tell them"
units = "decimal(18,4): of its lines; null without lines"
lines = "bigint: its lines"
is_cancelled = "boolean: as the record's status says; null where it says neither cancelled nor completed"
*/
with lines as (
    select
        order_id,
        sum(coalesce(amount, price * coalesce(quantity, 1))) as amount,
        try_cast(sum(coalesce(quantity, 1)) as decimal(18, 4)) as units,
        count(*) as lines
    from records_order_lines
    group by order_id
)
select
    records_orders.order_id,
    records_orders.customer_id,
    records_orders.sent_person_key,
    records_orders.ordered_at,
    records_orders.arrived_at,
    records_orders.business_date,
    records_orders.affiliation,
    coalesce(nullif(nullif(records_orders.platform, 'all'), ''), 'unknown') as platform,
    coalesce(nullif(nullif(records_orders.country, 'all'), ''), 'unknown') as country,
    records_orders.currency,
    cast(
        coalesce(
            records_orders.revenue,
            try_cast(
                records_orders.total
                - coalesce(records_orders.tax, 0)
                - coalesce(records_orders.shipping, 0) as decimal(20, 6)
            ),
            try_cast(lines.amount as decimal(20, 6))
        ) as decimal(20, 6)
    ) as amount,
    try_cast(
        case
            when records_orders.total is not null then records_orders.total
            when records_orders.tax is not null or records_orders.shipping is not null
            then
                records_orders.revenue
                + coalesce(records_orders.tax, 0)
                + coalesce(records_orders.shipping, 0)
        end as decimal(20, 6)
    ) as gross,
    lines.units,
    coalesce(lines.lines, 0) as lines,
    case records_orders.status when 'cancelled' then true when 'completed' then false end as is_cancelled
from records_orders
left join lines on lines.order_id = records_orders.order_id
