/*
description = """Who started a checkout, and whether an order of theirs that was not cancelled followed within 24 hours
of one of that day's checkouts, on whatever platform"""
grain = "one row per business_date, platform, country and region of the checkouts, and person_key"
step = "refresh"
persons = ["person_key"]
checks = ["unique: business_date, platform, country, region, person_key", "not_null: person_key, is_ordered"]

[parameters]
cart_window = "interval: an order within it of a checkout ends it well"

[columns]
business_date = "date: day of the checkouts, in the shop's time zone"
platform = "string: platform of the checkouts"
country = "string: country of the checkouts"
region = "string: region of the checkouts"
person_key = "bigint: merged person"
is_ordered = "boolean: an order followed within 24 hours"
*/
with moments as (
    select person_key, business_date, platform, country, region, occurred_at, 0 as is_order
    from merged_events
    where event_name = 'Checkout Started' and sender <> 'bot'
    union all
    select
        person_key,
        business_date,
        platform,
        country,
        region,
        -- By the clock of the checkout, where it told the order, too.
        coalesce(seen_at, ordered_at) as occurred_at,
        1 as is_order
    from orders
    where not is_cancelled
),
followed as (
    select
        *,
        -- Backwards, because a frame that only grows is one pass in Trino.
        min(case when is_order = 1 then occurred_at end) over (
            partition by person_key
            order by occurred_at desc, is_order desc
            rows between unbounded preceding and current row
        ) as next_order_at
    from moments
)
select
    business_date,
    platform,
    country,
    region,
    person_key,
    count_if(next_order_at <= occurred_at + :cart_window) > 0 as is_ordered
from followed
where is_order = 0
group by 1, 2, 3, 4, 5
