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
unrated_spend = "decimal(38,6): records of spend in a currency without a rate"
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
        fact,
        sum(amount) as amount
    from labelled
    group by business_date, platform, country, region, person_key, fact
),
-- One map a row: a sum for each of the facts would be 1.4 kB, of which most persons have nothing.
gathered as (
    select
        business_date,
        platform,
        country,
        region,
        person_key,
        map_agg(fact, amount) as facts
    from summed
    group by business_date, platform, country, region, person_key
)
select
    gathered.business_date,
    gathered.platform,
    gathered.country,
    gathered.region,
    gathered.person_key,
    coalesce(customer_profiles.profile, if(gathered.person_key = 0, '-', 'none')) as profile,
    coalesce(element_at(gathered.facts, 'visits'), 0) as visits,
    coalesce(element_at(gathered.facts, 'bots'), 0) as bots,
    coalesce(element_at(gathered.facts, 'told_consents'), 0) as told_consents,
    coalesce(element_at(gathered.facts, 'without_consent'), 0) as without_consent,
    coalesce(element_at(gathered.facts, 'won_sessions'), 0) as won_sessions,
    coalesce(element_at(gathered.facts, 'other_sessions'), 0) as other_sessions,
    coalesce(element_at(gathered.facts, 'won_carts'), 0) as won_carts,
    coalesce(element_at(gathered.facts, 'other_carts'), 0) as other_carts,
    coalesce(element_at(gathered.facts, 'won_checkouts'), 0) as won_checkouts,
    coalesce(element_at(gathered.facts, 'other_checkouts'), 0) as other_checkouts,
    coalesce(element_at(gathered.facts, 'held_units'), 0) as held_units,
    coalesce(element_at(gathered.facts, 'expired_units'), 0) as expired_units,
    coalesce(element_at(gathered.facts, 'test_orders'), 0) as test_orders,
    coalesce(element_at(gathered.facts, 'placed_orders'), 0) as placed_orders,
    coalesce(element_at(gathered.facts, 'orders'), 0) as orders,
    coalesce(element_at(gathered.facts, 'first_orders'), 0) as first_orders,
    coalesce(element_at(gathered.facts, 'later_orders'), 0) as later_orders,
    coalesce(element_at(gathered.facts, 'valued_orders'), 0) as valued_orders,
    coalesce(element_at(gathered.facts, 'unconfirmed_orders'), 0) as unconfirmed_orders,
    coalesce(element_at(gathered.facts, 'placed_units'), 0) as placed_units,
    coalesce(element_at(gathered.facts, 'units'), 0) as units,
    coalesce(element_at(gathered.facts, 'placed_value'), 0) as placed_value,
    coalesce(element_at(gathered.facts, 'placed_revenue'), 0) as placed_revenue,
    coalesce(element_at(gathered.facts, 'cancelled_revenue'), 0) as cancelled_revenue,
    coalesce(element_at(gathered.facts, 'net_revenue'), 0) as net_revenue,
    coalesce(element_at(gathered.facts, 'unconfirmed_revenue'), 0) as unconfirmed_revenue,
    coalesce(element_at(gathered.facts, 'opening_revenue'), 0) as opening_revenue,
    coalesce(element_at(gathered.facts, 'booked_revenue'), 0) as booked_revenue,
    coalesce(element_at(gathered.facts, 'kept_booked_revenue'), 0) as kept_booked_revenue,
    coalesce(element_at(gathered.facts, 'returned_units'), 0) as returned_units,
    coalesce(element_at(gathered.facts, 'returned_value'), 0) as returned_value,
    coalesce(element_at(gathered.facts, 'early_cancelled_orders'), 0) as early_cancelled_orders,
    coalesce(element_at(gathered.facts, 'touched_orders'), 0) as touched_orders,
    coalesce(element_at(gathered.facts, 'ad_revenue'), 0) as ad_revenue,
    coalesce(element_at(gathered.facts, 'ad_day_buyers'), 0) as ad_day_buyers,
    coalesce(element_at(gathered.facts, 'spend'), 0) as spend,
    coalesce(element_at(gathered.facts, 'spend_days'), 0) as spend_days,
    coalesce(element_at(gathered.facts, 'unrated_spend'), 0) as unrated_spend,
    coalesce(element_at(gathered.facts, 'sale_sold_units'), 0) as sale_sold_units,
    coalesce(element_at(gathered.facts, 'sale_stock_units'), 0) as sale_stock_units,
    coalesce(element_at(gathered.facts, 'sell_out_minutes'), 0) as sell_out_minutes,
    coalesce(element_at(gathered.facts, 'sold_out_products'), 0) as sold_out_products,
    coalesce(element_at(gathered.facts, 'sold_out_viewers'), 0) as sold_out_viewers,
    coalesce(element_at(gathered.facts, 'lost_viewers'), 0) as lost_viewers,
    first_buyers.ordered_at as first_ordered_at,
    cast(if(first_buyers.has_repeated_30d, 1, 0) as decimal(38, 6)) as repeats_30d,
    cast(if(first_buyers.has_repeated_60d, 1, 0) as decimal(38, 6)) as repeats_60d,
    cast(if(first_buyers.has_repeated_90d, 1, 0) as decimal(38, 6)) as repeats_90d,
    coalesce(first_buyers.value_30d, 0) as value_30d,
    coalesce(first_buyers.value_60d, 0) as value_60d,
    coalesce(first_buyers.value_90d, 0) as value_90d
from gathered
left join first_buyers
    on first_buyers.person_key = gathered.person_key
    and first_buyers.business_date = gathered.business_date
    and first_buyers.platform = gathered.platform
    and first_buyers.country = gathered.country
    and first_buyers.region = gathered.region
left join customer_profiles on customer_profiles.person_key = gathered.person_key
