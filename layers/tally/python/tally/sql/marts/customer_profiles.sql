/*
description = """Which kind of customer each person with an order is, as of the last day of the lake that has come: the first of
the shop's profiles (domain/shop/customer_profiles.toml) whose rules fit. Cancelled orders count nowhere"""
grain = "one row per person_key with an order"
step = "refresh"
persons = ["person_key"]
checks = ["unique: person_key", "not_null: person_key, profile, as_of_date"]

[parameters]
today = "date: the shop's calendar date of the build: an event may be dated far ahead of it"
profiles = """rows(bigint, varchar, bigint, decimal(20,6), bigint, bigint): place, profile, least orders, least net
revenue, most days since the last and since the first order; null is no bound"""

[columns]
person_key = "bigint: merged person, as in persons"
profile = "string: name of the profile"
as_of_date = "date: the day as of which it is true: the last one on which anybody was seen or ordered, and none ahead of the build"
orders = "bigint: how often: orders not cancelled"
days_since_last_order = "bigint: how long ago"
shop_net_revenue = "decimal(38,6): for how much, in the shop's currency"
*/
with dated as (
    select
        person_key,
        orders,
        shop_net_revenue,
        first_order_date,
        last_order_date,
        least(max(last_seen_date) over (), :today) as as_of_date
    from persons
),
aged as (
    select
        *,
        date_diff('day', first_order_date, as_of_date) as days_since_first_order,
        date_diff('day', last_order_date, as_of_date) as days_since_last_order
    from dated
    where orders > 0
),
fitting as (
    select
        aged.person_key,
        aged.as_of_date,
        aged.orders,
        aged.days_since_last_order,
        aged.shop_net_revenue,
        rules.profile,
        row_number() over (partition by aged.person_key order by rules.place) as place
    from aged
    inner join :profiles as rules (place, profile, least_orders, least_revenue, most_days, most_first_days)
        on aged.orders >= coalesce(rules.least_orders, 1)
        and (rules.least_revenue is null or aged.shop_net_revenue >= rules.least_revenue)
        and (rules.most_days is null or aged.days_since_last_order <= rules.most_days)
        and (rules.most_first_days is null or aged.days_since_first_order <= rules.most_first_days)
)
select
    person_key,
    cast(profile as varchar) as profile,
    as_of_date,
    orders,
    days_since_last_order,
    shop_net_revenue
from fitting
where place = 1
