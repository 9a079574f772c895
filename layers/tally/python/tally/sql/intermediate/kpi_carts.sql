/*
description = """The carts and checkouts that KPIs count, of each period, place, region and customer profile: one of a person and
day, however many days a period has. Who ordered from one of several places of a day lost nothing on it"""
grain = "one row per period_date, platform, country, region and profile (each also as all) with a cart or a checkout"
step = "refresh"
table = false
checks = ["unique: period_date, platform, country, region, profile"]

[parameters]
range_first = "date: first day of a range that is one period; null where each day is a period"
range_last = "date: its last day; likewise"

[columns]
period_date = "date: the period's last day"
platform = "string: platform, or all"
country = "string: country, or all"
region = "string: region such as IT-Lazio, or all; its country is all, too"
profile = "string: customer profile, or all"
carts = "bigint: persons with a cart, of each day"
lost_carts = "bigint: of these, those who ordered from none"
checkouts = "bigint: persons with a started checkout, of each day"
lost_checkouts = "bigint: of these, those who ordered after none"
*/
with cart_days as (
    select
        business_date,
        platform,
        country,
        region,
        profile,
        person_key,
        won_carts > 0 as has_won_cart,
        other_carts > 0 as has_other_cart,
        won_checkouts > 0 as has_won_checkout,
        other_checkouts > 0 as has_other_checkout
    from kpi_person_days
    where
        business_date between coalesce(cast(:range_first as date), business_date)
        and coalesce(cast(:range_last as date), business_date)
        and won_carts + other_carts + won_checkouts + other_checkouts > 0
),
carts_of_days as (
    select
        business_date,
        coalesce(platform, 'all') as platform,
        coalesce(country, 'all') as country,
        coalesce(region, 'all') as region,
        coalesce(profile, 'all') as profile,
        person_key,
        bool_or(has_won_cart) as has_won_cart,
        bool_or(has_other_cart) as has_other_cart,
        bool_or(has_won_checkout) as has_won_checkout,
        bool_or(has_other_checkout) as has_other_checkout
    from cart_days
    group by grouping sets (
        (business_date, platform, country, person_key),
        (business_date, platform, person_key),
        (business_date, country, person_key),
        (business_date, region, person_key),
        (business_date, profile, person_key),
        (business_date, person_key)
    )
)
select
    coalesce(cast(:range_last as date), business_date) as period_date,
    platform,
    country,
    region,
    profile,
    count_if(has_won_cart or has_other_cart) as carts,
    count_if(has_other_cart and not has_won_cart) as lost_carts,
    count_if(has_won_checkout or has_other_checkout) as checkouts,
    count_if(has_other_checkout and not has_won_checkout) as lost_checkouts
from carts_of_days
group by coalesce(cast(:range_last as date), business_date), platform, country, region, profile
