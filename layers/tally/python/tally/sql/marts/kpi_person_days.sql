/*
description = """What each person did on a day, counted and summed once: the KPIs of a day and of a range of days are
both made of it. What is of nobody (spend, stock, events without consent) has person 0; what is of no platform or
country has - there. Money is in the shop's currency"""
grain = "one row per business_date, platform, country, region and person_key"
step = "refresh"
persons = ["person_key"]
checks = [
    "unique: business_date, platform, country, region, person_key",
    "not_null: business_date, platform, country, region, profile, person_key",
]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform of what was done"
country = "string: country of what was done"
region = "string: its region by kpi_regions, such as IT-Lazio; else IT-other or IT-unknown"
person_key = "bigint: merged person"
profile = "string: the person's, by customer_profiles; none without an order; - of nobody"
visits = "decimal(38,6): 1 when they were there"
bots = "decimal(38,6): 1 when a bot sent their events"
told_consents = "decimal(38,6): events whose consent is known"
without_consent = "decimal(38,6): of these, events without"
won_sessions = "decimal(38,6): sessions that began and had an order"
other_sessions = "decimal(38,6): sessions that began and had none"
won_carts = "decimal(38,6): 1 when an order followed their cart within 24 hours"
other_carts = "decimal(38,6): 1 when none followed it"
won_checkouts = "decimal(38,6): 1 when an order followed their checkout within 24 hours"
other_checkouts = "decimal(38,6): 1 when none followed it"
held_units = "decimal(38,6): units put into carts, since Cart Expired is told"
expired_units = "decimal(38,6): units that Cart Expired released"
test_orders = "decimal(38,6): 1 for an order marked as a test"
placed_orders = "decimal(38,6): orders placed, cancelled ones too"
orders = "decimal(38,6): of these, not cancelled since"
first_orders = "decimal(38,6): of these, the person's first"
later_orders = "decimal(38,6): of these, not the person's first"
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
sale_sold_units = "decimal(38,6): units sold of the stock of sales that opened on this day"
sale_stock_units = "decimal(38,6): units of that stock"
sell_out_minutes = "decimal(38,6): minutes from the opening until products of these sales sold out"
sold_out_products = "decimal(38,6): products of these sales that sold out"
sold_out_viewers = "decimal(38,6): viewers of these products"
lost_viewers = "decimal(38,6): of these, those who came when it was gone and bought none later"
first_ordered_at = "timestamp: of the person's first order, where it was placed on this day and here, UTC"
repeats_30d = "decimal(38,6): 1 when another order followed that one within 30 days"
repeats_60d = "decimal(38,6): 1 when another order followed that one within 60 days"
repeats_90d = "decimal(38,6): 1 when another order followed that one within 90 days"
value_30d = "decimal(38,6): net revenue of that order and those within 30 days of it"
value_60d = "decimal(38,6): net revenue of that order and those within 60 days of it"
value_90d = "decimal(38,6): net revenue of that order and those within 90 days of it"
*/
with labelled as (
    select
        kpi_facts.business_date,
        kpi_facts.platform,
        kpi_facts.country,
        case
            when kpi_regions.label is not null then kpi_regions.label
            when kpi_facts.region = '-' then '-'
            when kpi_facts.region = 'unknown' then kpi_facts.country || '-unknown'
            else kpi_facts.country || '-other'
        end as region,
        kpi_facts.person_key,
        kpi_facts.fact,
        kpi_facts.amount
    from kpi_facts
    left join kpi_regions
        on kpi_regions.country = kpi_facts.country
        and kpi_regions.region = kpi_facts.region
),
first_buyers as (
    select
        first_orders.person_key,
        first_orders.business_date,
        first_orders.platform,
        first_orders.country,
        coalesce(
            kpi_regions.label,
            first_orders.country || if(first_orders.region = 'unknown', '-unknown', '-other')
        ) as region,
        first_orders.ordered_at,
        first_orders.has_repeated_30d,
        first_orders.has_repeated_60d,
        first_orders.has_repeated_90d,
        first_orders.value_30d,
        first_orders.value_60d,
        first_orders.value_90d
    from first_orders
    left join kpi_regions
        on kpi_regions.country = first_orders.country
        and kpi_regions.region = first_orders.region
),
summed as (
    select
        business_date,
        platform,
        country,
        region,
        person_key,
        sum(case when fact = 'visits' then amount else 0 end) as visits,
        sum(case when fact = 'bots' then amount else 0 end) as bots,
        sum(case when fact = 'told_consents' then amount else 0 end) as told_consents,
        sum(case when fact = 'without_consent' then amount else 0 end) as without_consent,
        sum(case when fact = 'won_sessions' then amount else 0 end) as won_sessions,
        sum(case when fact = 'other_sessions' then amount else 0 end) as other_sessions,
        sum(case when fact = 'won_carts' then amount else 0 end) as won_carts,
        sum(case when fact = 'other_carts' then amount else 0 end) as other_carts,
        sum(case when fact = 'won_checkouts' then amount else 0 end) as won_checkouts,
        sum(case when fact = 'other_checkouts' then amount else 0 end) as other_checkouts,
        sum(case when fact = 'held_units' then amount else 0 end) as held_units,
        sum(case when fact = 'expired_units' then amount else 0 end) as expired_units,
        sum(case when fact = 'test_orders' then amount else 0 end) as test_orders,
        sum(case when fact = 'placed_orders' then amount else 0 end) as placed_orders,
        sum(case when fact = 'orders' then amount else 0 end) as orders,
        sum(case when fact = 'first_orders' then amount else 0 end) as first_orders,
        sum(case when fact = 'later_orders' then amount else 0 end) as later_orders,
        sum(case when fact = 'valued_orders' then amount else 0 end) as valued_orders,
        sum(case when fact = 'unconfirmed_orders' then amount else 0 end) as unconfirmed_orders,
        sum(case when fact = 'placed_units' then amount else 0 end) as placed_units,
        sum(case when fact = 'units' then amount else 0 end) as units,
        sum(case when fact = 'placed_value' then amount else 0 end) as placed_value,
        sum(case when fact = 'placed_revenue' then amount else 0 end) as placed_revenue,
        sum(case when fact = 'cancelled_revenue' then amount else 0 end) as cancelled_revenue,
        sum(case when fact = 'net_revenue' then amount else 0 end) as net_revenue,
        sum(case when fact = 'unconfirmed_revenue' then amount else 0 end) as unconfirmed_revenue,
        sum(case when fact = 'opening_revenue' then amount else 0 end) as opening_revenue,
        sum(case when fact = 'booked_revenue' then amount else 0 end) as booked_revenue,
        sum(case when fact = 'kept_booked_revenue' then amount else 0 end) as kept_booked_revenue,
        sum(case when fact = 'returned_units' then amount else 0 end) as returned_units,
        sum(case when fact = 'returned_value' then amount else 0 end) as returned_value,
        sum(case when fact = 'early_cancelled_orders' then amount else 0 end) as early_cancelled_orders,
        sum(case when fact = 'touched_orders' then amount else 0 end) as touched_orders,
        sum(case when fact = 'ad_revenue' then amount else 0 end) as ad_revenue,
        sum(case when fact = 'ad_day_buyers' then amount else 0 end) as ad_day_buyers,
        sum(case when fact = 'spend' then amount else 0 end) as spend,
        sum(case when fact = 'spend_days' then amount else 0 end) as spend_days,
        sum(case when fact = 'sale_sold_units' then amount else 0 end) as sale_sold_units,
        sum(case when fact = 'sale_stock_units' then amount else 0 end) as sale_stock_units,
        sum(case when fact = 'sell_out_minutes' then amount else 0 end) as sell_out_minutes,
        sum(case when fact = 'sold_out_products' then amount else 0 end) as sold_out_products,
        sum(case when fact = 'sold_out_viewers' then amount else 0 end) as sold_out_viewers,
        sum(case when fact = 'lost_viewers' then amount else 0 end) as lost_viewers
    from labelled
    group by business_date, platform, country, region, person_key
)
select
    summed.business_date,
    summed.platform,
    summed.country,
    summed.region,
    summed.person_key,
    coalesce(customer_profiles.profile, if(summed.person_key = 0, '-', 'none')) as profile,
    cast(summed.visits as decimal(38, 6)) as visits,
    cast(summed.bots as decimal(38, 6)) as bots,
    cast(summed.told_consents as decimal(38, 6)) as told_consents,
    cast(summed.without_consent as decimal(38, 6)) as without_consent,
    cast(summed.won_sessions as decimal(38, 6)) as won_sessions,
    cast(summed.other_sessions as decimal(38, 6)) as other_sessions,
    cast(summed.won_carts as decimal(38, 6)) as won_carts,
    cast(summed.other_carts as decimal(38, 6)) as other_carts,
    cast(summed.won_checkouts as decimal(38, 6)) as won_checkouts,
    cast(summed.other_checkouts as decimal(38, 6)) as other_checkouts,
    cast(summed.held_units as decimal(38, 6)) as held_units,
    cast(summed.expired_units as decimal(38, 6)) as expired_units,
    cast(summed.test_orders as decimal(38, 6)) as test_orders,
    cast(summed.placed_orders as decimal(38, 6)) as placed_orders,
    cast(summed.orders as decimal(38, 6)) as orders,
    cast(summed.first_orders as decimal(38, 6)) as first_orders,
    cast(summed.later_orders as decimal(38, 6)) as later_orders,
    cast(summed.valued_orders as decimal(38, 6)) as valued_orders,
    cast(summed.unconfirmed_orders as decimal(38, 6)) as unconfirmed_orders,
    cast(summed.placed_units as decimal(38, 6)) as placed_units,
    cast(summed.units as decimal(38, 6)) as units,
    cast(summed.placed_value as decimal(38, 6)) as placed_value,
    cast(summed.placed_revenue as decimal(38, 6)) as placed_revenue,
    cast(summed.cancelled_revenue as decimal(38, 6)) as cancelled_revenue,
    cast(summed.net_revenue as decimal(38, 6)) as net_revenue,
    cast(summed.unconfirmed_revenue as decimal(38, 6)) as unconfirmed_revenue,
    cast(summed.opening_revenue as decimal(38, 6)) as opening_revenue,
    cast(summed.booked_revenue as decimal(38, 6)) as booked_revenue,
    cast(summed.kept_booked_revenue as decimal(38, 6)) as kept_booked_revenue,
    cast(summed.returned_units as decimal(38, 6)) as returned_units,
    cast(summed.returned_value as decimal(38, 6)) as returned_value,
    cast(summed.early_cancelled_orders as decimal(38, 6)) as early_cancelled_orders,
    cast(summed.touched_orders as decimal(38, 6)) as touched_orders,
    cast(summed.ad_revenue as decimal(38, 6)) as ad_revenue,
    cast(summed.ad_day_buyers as decimal(38, 6)) as ad_day_buyers,
    cast(summed.spend as decimal(38, 6)) as spend,
    cast(summed.spend_days as decimal(38, 6)) as spend_days,
    cast(summed.sale_sold_units as decimal(38, 6)) as sale_sold_units,
    cast(summed.sale_stock_units as decimal(38, 6)) as sale_stock_units,
    cast(summed.sell_out_minutes as decimal(38, 6)) as sell_out_minutes,
    cast(summed.sold_out_products as decimal(38, 6)) as sold_out_products,
    cast(summed.sold_out_viewers as decimal(38, 6)) as sold_out_viewers,
    cast(summed.lost_viewers as decimal(38, 6)) as lost_viewers,
    first_buyers.ordered_at as first_ordered_at,
    cast(if(first_buyers.has_repeated_30d, 1, 0) as decimal(38, 6)) as repeats_30d,
    cast(if(first_buyers.has_repeated_60d, 1, 0) as decimal(38, 6)) as repeats_60d,
    cast(if(first_buyers.has_repeated_90d, 1, 0) as decimal(38, 6)) as repeats_90d,
    coalesce(first_buyers.value_30d, 0) as value_30d,
    coalesce(first_buyers.value_60d, 0) as value_60d,
    coalesce(first_buyers.value_90d, 0) as value_90d
from summed
left join first_buyers
    on first_buyers.person_key = summed.person_key
    and first_buyers.business_date = summed.business_date
    and first_buyers.platform = summed.platform
    and first_buyers.country = summed.country
    and first_buyers.region = summed.region
left join customer_profiles on customer_profiles.person_key = summed.person_key
