/*
description = """Orders that are none: one of their copies is marked as a test, by a property or by the name of its
source. They are in no other count of orders, money, buyers, or the funnel"""
grain = "one row per order_key"
step = "refresh"
persons = ["person_key"]
checks = ["unique: order_key", "not_null: order_key, order_id, person_key, business_date, platform, country"]

[columns]
order_key = "string: as in order_copies"
order_id = "string: as in order_copies"
business_date = "date: of its first copy"
platform = "string: of its first copy"
country = "string: of its first copy"
region = "string: of its first copy"
person_key = "bigint: merged person of its first copy"
*/
with ranked as (
    select
        order_key,
        order_id,
        business_date,
        platform,
        country,
        region,
        person_key,
        row_number() over (partition by order_key order by occurred_at, copy_id) as place
    from order_copies
    where is_test and event_name = 'Order Completed'
)
select order_key, order_id, business_date, platform, country, region, person_key
from ranked
where place = 1
