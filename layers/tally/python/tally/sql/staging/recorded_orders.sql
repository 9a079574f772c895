/*
description = """Orders as the shop's records have them, with one amount: revenue, else total less tax and
shipping"""
grain = "one row per order_id"
step = "refresh"
table = false
checks = ["unique: order_id"]

[columns]
order_id = "string: the shop's order number"
person_key = "bigint: the customer's, as in events; null for a guest"
ordered_at = "timestamp: when it was placed, UTC"
currency = "string: ISO 4217 code"
revenue = "decimal(20,6): without tax and shipping; null where the record has no amount"
is_cancelled = "boolean: as the record's status says; null where it says neither cancelled nor completed"
*/
select
    order_id,
    person_key,
    ordered_at,
    currency,
    cast(coalesce(revenue, total - coalesce(tax, 0) - coalesce(shipping, 0)) as decimal(20, 6)) as revenue,
    case status when 'cancelled' then true when 'completed' then false end as is_cancelled
from records_orders
