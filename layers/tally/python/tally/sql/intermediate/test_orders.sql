/*
description = """Orders that are none: one of their Order Completed events is marked as a test, by a property or by the
name of its source. They are in no other count of orders, money, buyers, or the funnel"""
grain = "one row per order_id"
step = "refresh"
checks = ["unique: order_id", "not_null: order_id, person_key, business_date, platform, country"]

[columns]
order_id = "string: as in stg_order_events"
business_date = "date: of its first event"
platform = "string: of its first event"
country = "string: of its first event"
person_key = "bigint: the person as sent, of its first event"
*/
with marked as (
    select
        order_id,
        business_date,
        platform,
        country,
        person_key,
        max(if(is_test, 1, 0)) over (partition by order_id) as has_test_mark,
        row_number() over (partition by order_id order by occurred_at, event_id, event_key) as place
    from stg_order_events
    where event_name = 'Order Completed'
)
select order_id, business_date, platform, country, person_key
from marked
where has_test_mark = 1 and place = 1
