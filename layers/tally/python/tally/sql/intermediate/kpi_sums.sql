/*
description = """What KPIs sum, of each period, place, region and customer profile: added up by place first, so that few
rows are added up once more. A person's first order is in one row alone: those count as sums do"""
grain = "one row per period_date, platform, country, region and profile (each also as all)"
step = "refresh"
table = false
checks = ["unique: period_date, platform, country, region, profile"]

[parameters]
range_first = "date: first day of a range that is one period; null where each day is a period"
range_last = "date: its last day; likewise"
as_of = "timestamp: younger first orders than 30, 60 or 90 days before it tell nothing of these days yet"

[columns]
period_date = "date: the period's last day"
platform = "string: platform, or all"
country = "string: country, or all"
region = "string: region such as IT-Lazio, or all; its country is all, too"
profile = "string: customer profile, or all"
told_consents = "decimal(38,6): events whose consent is known"
without_consent = "decimal(38,6): of these, events without"
sessions = "decimal(38,6): sessions that began"
won_sessions = "decimal(38,6): sessions that began and had an order"
held_units = "decimal(38,6): units put into carts, since Cart Expired is told"
expired_units = "decimal(38,6): units that Cart Expired released"
test_orders = "decimal(38,6): 1 for an order marked as a test"
placed_orders = "decimal(38,6): orders placed, cancelled ones too"
cancelled_orders = "decimal(38,6): orders placed and cancelled since"
orders = "decimal(38,6): of these, not cancelled since"
valued_orders = "decimal(38,6): orders with an amount in the shop's currency"
unconfirmed_orders = "decimal(38,6): orders that only a device told"
placed_units = "decimal(38,6): units of placed_orders"
units = "decimal(38,6): units of orders"
placed_value = "decimal(38,6): what the lines of placed_orders cost; their revenue where no line has a price"
placed_revenue = "decimal(38,6): revenue of placed_orders before refunds"
cancelled_revenue = "decimal(38,6): of this, of orders cancelled since"
net_revenue = "decimal(38,6): revenue of orders less their refunds"
unconfirmed_revenue = "decimal(38,6): net revenue of unconfirmed_orders"
opening_revenue = "decimal(38,6): net revenue of the opening hour"
booked_revenue = "decimal(38,6): revenue less what was refunded and cancelled on this day"
kept_booked_revenue = "decimal(38,6): of booked_revenue, that of orders not cancelled"
returned_units = "decimal(38,6): units of placed_orders that came back within 30 days"
returned_value = "decimal(38,6): money of placed_orders that was paid back or cancelled within 30 days"
early_cancelled_orders = "decimal(38,6): placed_orders cancelled within 30 days"
touched_orders = "decimal(38,6): placed_orders cancelled or refunded within 30 days"
ad_revenue = "decimal(38,6): net revenue of orders that advertising brought, on days with recorded spend"
ad_day_buyers = "decimal(38,6): 1 for a first order on a day with recorded spend"
spend = "decimal(38,6): what advertising cost"
spend_days = "decimal(38,6): 1 for a day, channel and campaign with recorded spend"
unrated_spend = "decimal(38,6): records of spend in a currency without a rate"
sale_sold_units = "decimal(38,6): units sold of the stock of sales that opened on this day"
sale_stock_units = "decimal(38,6): units of that stock"
sell_out_minutes = "decimal(38,6): minutes from the opening until products of these sales sold out"
sold_out_products = "decimal(38,6): products of these sales that sold out"
sold_out_viewers = "decimal(38,6): viewers of these products"
lost_viewers = "decimal(38,6): of these, those who came when it was gone and bought none later"
buyers_30d = "bigint: first orders that are 30 days old"
repeat_buyers_30d = "bigint: of these, those that another order followed within 30 days"
value_30d = "decimal(38,6): of these, net revenue of that order and those within 30 days of it"
young_buyers_30d = "bigint: first orders that are younger"
buyers_60d = "bigint: first orders that are 60 days old"
repeat_buyers_60d = "bigint: of these, those that another order followed within 60 days"
value_60d = "decimal(38,6): of these, net revenue of that order and those within 60 days of it"
young_buyers_60d = "bigint: first orders that are younger"
buyers_90d = "bigint: first orders that are 90 days old"
repeat_buyers_90d = "bigint: of these, those that another order followed within 90 days"
value_90d = "decimal(38,6): of these, net revenue of that order and those within 90 days of it"
young_buyers_90d = "bigint: first orders that are younger"
*/
with sums_of_places as (
    select
        coalesce(cast(:range_last as date), business_date) as period_date,
        platform,
        country,
        region,
        profile,
        sum(told_consents) as told_consents,
        sum(without_consent) as without_consent,
        sum(won_sessions + other_sessions) as sessions,
        sum(won_sessions) as won_sessions,
        sum(held_units) as held_units,
        sum(expired_units) as expired_units,
        sum(test_orders) as test_orders,
        sum(placed_orders) as placed_orders,
        sum(placed_orders - orders) as cancelled_orders,
        sum(orders) as orders,
        sum(valued_orders) as valued_orders,
        sum(unconfirmed_orders) as unconfirmed_orders,
        sum(placed_units) as placed_units,
        sum(units) as units,
        sum(placed_value) as placed_value,
        sum(placed_revenue) as placed_revenue,
        sum(cancelled_revenue) as cancelled_revenue,
        sum(net_revenue) as net_revenue,
        sum(unconfirmed_revenue) as unconfirmed_revenue,
        sum(opening_revenue) as opening_revenue,
        sum(booked_revenue) as booked_revenue,
        sum(kept_booked_revenue) as kept_booked_revenue,
        sum(returned_units) as returned_units,
        sum(returned_value) as returned_value,
        sum(early_cancelled_orders) as early_cancelled_orders,
        sum(touched_orders) as touched_orders,
        sum(ad_revenue) as ad_revenue,
        sum(ad_day_buyers) as ad_day_buyers,
        sum(spend) as spend,
        sum(spend_days) as spend_days,
        sum(unrated_spend) as unrated_spend,
        sum(sale_sold_units) as sale_sold_units,
        sum(sale_stock_units) as sale_stock_units,
        sum(sell_out_minutes) as sell_out_minutes,
        sum(sold_out_products) as sold_out_products,
        sum(sold_out_viewers) as sold_out_viewers,
        sum(lost_viewers) as lost_viewers,
        count_if(first_ordered_at + interval '30' day <= :as_of) as buyers_30d,
        count_if(first_ordered_at + interval '30' day <= :as_of and repeats_30d > 0) as repeat_buyers_30d,
        sum(if(first_ordered_at + interval '30' day <= :as_of, value_30d, 0)) as value_30d,
        count_if(first_ordered_at + interval '30' day > :as_of) as young_buyers_30d,
        count_if(first_ordered_at + interval '60' day <= :as_of) as buyers_60d,
        count_if(first_ordered_at + interval '60' day <= :as_of and repeats_60d > 0) as repeat_buyers_60d,
        sum(if(first_ordered_at + interval '60' day <= :as_of, value_60d, 0)) as value_60d,
        count_if(first_ordered_at + interval '60' day > :as_of) as young_buyers_60d,
        count_if(first_ordered_at + interval '90' day <= :as_of) as buyers_90d,
        count_if(first_ordered_at + interval '90' day <= :as_of and repeats_90d > 0) as repeat_buyers_90d,
        sum(if(first_ordered_at + interval '90' day <= :as_of, value_90d, 0)) as value_90d,
        count_if(first_ordered_at + interval '90' day > :as_of) as young_buyers_90d
    from kpi_person_days
    where
        business_date between coalesce(cast(:range_first as date), business_date)
        and coalesce(cast(:range_last as date), business_date)
    group by coalesce(cast(:range_last as date), business_date), platform, country, region, profile
),
sums_of_periods as (
    select
        period_date,
        coalesce(platform, 'all') as platform,
        coalesce(country, 'all') as country,
        coalesce(region, 'all') as region,
        coalesce(profile, 'all') as profile,
        sum(told_consents) as told_consents,
        sum(without_consent) as without_consent,
        sum(sessions) as sessions,
        sum(won_sessions) as won_sessions,
        sum(held_units) as held_units,
        sum(expired_units) as expired_units,
        sum(test_orders) as test_orders,
        sum(placed_orders) as placed_orders,
        sum(cancelled_orders) as cancelled_orders,
        sum(orders) as orders,
        sum(valued_orders) as valued_orders,
        sum(unconfirmed_orders) as unconfirmed_orders,
        sum(placed_units) as placed_units,
        sum(units) as units,
        sum(placed_value) as placed_value,
        sum(placed_revenue) as placed_revenue,
        sum(cancelled_revenue) as cancelled_revenue,
        sum(net_revenue) as net_revenue,
        sum(unconfirmed_revenue) as unconfirmed_revenue,
        sum(opening_revenue) as opening_revenue,
        sum(booked_revenue) as booked_revenue,
        sum(kept_booked_revenue) as kept_booked_revenue,
        sum(returned_units) as returned_units,
        sum(returned_value) as returned_value,
        sum(early_cancelled_orders) as early_cancelled_orders,
        sum(touched_orders) as touched_orders,
        sum(ad_revenue) as ad_revenue,
        sum(ad_day_buyers) as ad_day_buyers,
        sum(spend) as spend,
        sum(spend_days) as spend_days,
        sum(unrated_spend) as unrated_spend,
        sum(sale_sold_units) as sale_sold_units,
        sum(sale_stock_units) as sale_stock_units,
        sum(sell_out_minutes) as sell_out_minutes,
        sum(sold_out_products) as sold_out_products,
        sum(sold_out_viewers) as sold_out_viewers,
        sum(lost_viewers) as lost_viewers,
        cast(sum(buyers_30d) as bigint) as buyers_30d,
        cast(sum(repeat_buyers_30d) as bigint) as repeat_buyers_30d,
        sum(value_30d) as value_30d,
        cast(sum(young_buyers_30d) as bigint) as young_buyers_30d,
        cast(sum(buyers_60d) as bigint) as buyers_60d,
        cast(sum(repeat_buyers_60d) as bigint) as repeat_buyers_60d,
        sum(value_60d) as value_60d,
        cast(sum(young_buyers_60d) as bigint) as young_buyers_60d,
        cast(sum(buyers_90d) as bigint) as buyers_90d,
        cast(sum(repeat_buyers_90d) as bigint) as repeat_buyers_90d,
        sum(value_90d) as value_90d,
        cast(sum(young_buyers_90d) as bigint) as young_buyers_90d
    from sums_of_places
    group by grouping sets (
        (period_date, platform, country),
        (period_date, platform),
        (period_date, country),
        (period_date, region),
        (period_date, profile),
        (period_date)
    )
)
select *
from sums_of_periods
where platform <> '-' and country <> '-' and region <> '-' and profile <> '-'
