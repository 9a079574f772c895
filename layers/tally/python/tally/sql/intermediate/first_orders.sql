/*
description = """Each person's first order, and what followed it within 30, 60 and 90 days: whether another one came
after it, and the net revenue of all in that time, the first one's among it. Orders of all time count, by events and by
records; cancelled ones nowhere. Whether that time is over is asked where it is read"""
grain = "one row per person_key with an order"
step = "refresh"
persons = ["person_key"]
checks = ["unique: person_key", "not_null: person_key, order_key, business_date, ordered_at"]

[columns]
person_key = "bigint: merged person"
order_key = "string: the first order, as in orders"
business_date = "date: of the first order"
platform = "string: of the first order"
country = "string: of the first order"
region = "string: of the first order"
ordered_at = "timestamp: of the first order, UTC"
has_repeated_30d = "boolean: another order followed within 30 days"
has_repeated_60d = "boolean: another order followed within 60 days"
has_repeated_90d = "boolean: another order followed within 90 days"
value_30d = "decimal(38,6): net revenue within 30 days, in the shop's currency"
value_60d = "decimal(38,6): net revenue within 60 days"
value_90d = "decimal(38,6): net revenue within 90 days"
*/
with followed as (
    select
        first.person_key,
        first.order_key,
        first.business_date,
        first.platform,
        first.country,
        first.region,
        first.ordered_at,
        later.ordered_at > first.ordered_at as is_later,
        later.ordered_at <= first.ordered_at + interval '30' day as is_in_30d,
        later.ordered_at <= first.ordered_at + interval '60' day as is_in_60d,
        later.ordered_at <= first.ordered_at + interval '90' day as is_in_90d,
        coalesce(later.shop_net_revenue, 0) as net_revenue
    from orders as first
    inner join orders as later on later.person_key = first.person_key
    where first.order_number_of_person = 1 and not later.is_cancelled
)
select
    person_key,
    order_key,
    business_date,
    platform,
    country,
    region,
    ordered_at,
    count_if(is_later and is_in_30d) > 0 as has_repeated_30d,
    count_if(is_later and is_in_60d) > 0 as has_repeated_60d,
    count_if(is_later and is_in_90d) > 0 as has_repeated_90d,
    cast(sum(if(is_in_30d, net_revenue, 0)) as decimal(38, 6)) as value_30d,
    cast(sum(if(is_in_60d, net_revenue, 0)) as decimal(38, 6)) as value_60d,
    cast(sum(if(is_in_90d, net_revenue, 0)) as decimal(38, 6)) as value_90d
from followed
group by person_key, order_key, business_date, platform, country, region, ordered_at
