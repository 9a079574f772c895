/*
description = """What was put into carts, and whether it was taken out again: within 24 hours of the person's last add
of that product on that day, on whatever platform, none of it was left. Units are added and removed in the order of
time and never less than none."""
grain = "one row per Product Added event and product"
step = "refresh"
persons = ["person_key"]
checks = [
    "unique: event_key, business_date, product",
    "not_null: event_key, business_date, product, person_key, occurred_at, is_removed",
]

[parameters]
cart_window = "interval: a removal within it of the last add empties the cart"

[columns]
event_key = "bigint: as in stg_events"
business_date = "date: day of the add, in the shop's time zone"
product = "string: as in stg_cart_lines"
person_key = "bigint: merged person"
platform = "string: platform of the add"
country = "string: country of the add"
region = "string: region of the add"
occurred_at = "timestamp: when it was added, UTC"
is_removed = "boolean: nothing of the product was left in the person's cart of that day"
*/
with moves as (
    select
        stg_cart_lines.event_key,
        stg_cart_lines.is_added,
        stg_cart_lines.occurred_at,
        stg_cart_lines.business_date,
        coalesce(identity_map.person_key, stg_cart_lines.sent_person_key) as person_key,
        stg_cart_lines.platform,
        stg_cart_lines.country,
        stg_cart_lines.region,
        stg_cart_lines.product,
        stg_cart_lines.units,
        -- The cart of a day is looked at on the day after it, too: it may be emptied after midnight.
        date_add('day', shifts.days, stg_cart_lines.business_date) as cart_date
    from stg_cart_lines
    cross join (values (0), (-1)) as shifts (days)
    left join identity_map on identity_map.device_key = stg_cart_lines.sent_person_key
),

balances as (
    select
        *,
        sum(units) over in_time as balance,
        max(case when is_added and business_date = cart_date then occurred_at end) over (
            partition by person_key, cart_date, product
        ) as last_added_at
    from moves
    window in_time as (
        partition by person_key, cart_date, product
        order by occurred_at, is_added desc, event_key
        rows unbounded preceding
    )
),

-- A balance that may not fall below 0 is the one that may, less the lowest that it has had below 0.
floors as (
    select
        *,
        balance <= min(balance) over (
            partition by person_key, cart_date, product
            order by occurred_at, is_added desc, event_key
            rows unbounded preceding
        ) and balance <= 0 as is_none_left
    from balances
),

judged as (
    select
        *,
        count_if(
            is_none_left and occurred_at >= last_added_at and occurred_at <= last_added_at + :cart_window
        ) over (partition by person_key, cart_date, product) > 0 as is_removed
    from floors
)
select
    event_key,
    business_date,
    product,
    person_key,
    platform,
    country,
    region,
    occurred_at,
    is_removed
from judged
where is_added and business_date = cart_date
