/*
description = """The persons that KPIs count, of each period, place, region and customer profile: each once in each of
them, whatever they did there. Told by yes and no alone: a row for each person and place would be wide with sums"""
grain = "one row per period_date, platform, country, region and profile (each also as all)"
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
visitors = "bigint: persons with a visit"
bots = "bigint: bots"
buyers = "bigint: persons with an order"
visiting_buyers = "bigint: of these, those with a visit"
unseen_buyers = "bigint: of these, those without"
new_buyers = "bigint: persons with their first order"
returning_buyers = "bigint: buyers whose first order was before"
repeat_buyers = "bigint: persons with an order that is not their first"
*/
with person_days as (
    select
        coalesce(cast(:range_last as date), business_date) as period_date,
        platform,
        country,
        region,
        profile,
        person_key,
        visits > 0 as is_visitor,
        bots > 0 as is_bot,
        orders > 0 as is_buyer,
        first_orders > 0 as is_new,
        later_orders > 0 as has_repeated
    from kpi_person_days
    where
        business_date between coalesce(cast(:range_first as date), business_date)
        and coalesce(cast(:range_last as date), business_date)
),
persons_of_periods as (
    select
        period_date,
        coalesce(platform, 'all') as platform,
        coalesce(country, 'all') as country,
        coalesce(region, 'all') as region,
        coalesce(profile, 'all') as profile,
        person_key,
        bool_or(is_visitor) as is_visitor,
        bool_or(is_bot) as is_bot,
        bool_or(is_buyer) as is_buyer,
        bool_or(is_new) as is_new,
        bool_or(has_repeated) as has_repeated
    from person_days
    group by grouping sets (
        (period_date, platform, country, person_key),
        (period_date, platform, person_key),
        (period_date, country, person_key),
        (period_date, region, person_key),
        (period_date, profile, person_key),
        (period_date, person_key)
    )
)
select
    period_date,
    platform,
    country,
    region,
    profile,
    count_if(is_visitor) as visitors,
    count_if(is_bot) as bots,
    count_if(is_buyer) as buyers,
    count_if(is_buyer and is_visitor) as visiting_buyers,
    count_if(is_buyer and not is_visitor) as unseen_buyers,
    count_if(is_new) as new_buyers,
    count_if(is_buyer and not is_new) as returning_buyers,
    count_if(has_repeated) as repeat_buyers
from persons_of_periods
where platform <> '-' and country <> '-' and region <> '-' and profile <> '-'
group by period_date, platform, country, region, profile
