/*
description = """Carts: who added a product, and whether an order followed within 24 hours of any of that
day's adds, on whatever platform. Only the person's own orders that were not cancelled count. A bot's adds do not. A
cart of which all was taken out again, and that no order followed, is none."""
grain = "one row per business_date, platform, country and region of the adds, and person_key"
step = "refresh"
persons = ["person_key"]
checks = ["unique: business_date, platform, country, region, person_key", "not_null: person_key, is_ordered"]

[parameters]
cart_window = "interval: an order within it of an add saves the cart"

[columns]
business_date = "date: day of the adds, in the shop's time zone"
platform = "string: platform of the adds"
country = "string: country of the adds"
region = "string: region of the adds"
person_key = "bigint: merged person"
is_ordered = "boolean: an order followed within 24 hours"
*/
with moments as (
    select
        person_key,
        business_date,
        platform,
        country,
        region,
        occurred_at,
        is_removed,
        0 as is_order
    from cart_adds
    union all
    select
        person_key,
        business_date,
        platform,
        country,
        region,
        -- By the clock of the adds, where it told the order, too.
        coalesce(seen_at, ordered_at) as occurred_at,
        false as is_removed,
        1 as is_order
    from orders
    where not is_cancelled
),
followed as (
    select
        person_key,
        business_date,
        platform,
        country,
        region,
        occurred_at,
        is_removed,
        is_order,
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
having count_if(next_order_at <= occurred_at + :cart_window) > 0 or count_if(not is_removed) > 0
