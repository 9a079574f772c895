/*
description = """All that KPIs count or sum, a fact a row: the fact's name is a column of kpi_person_days. What is of nobody
has person 0; what is of no platform, country or region has - there"""
grain = "one row per order, cart, session or booking, and fact of it"
step = "refresh"
table = false
persons = ["person_key"]
checks = ["not_null: business_date, platform, country, region, person_key, fact, amount"]

[parameters]
as_of = "timestamp: sales that open later are no facts yet"

[columns]
business_date = "date: the shop's calendar date"
platform = "string: where it was"
country = "string: where it was"
region = "string: where it was"
person_key = "bigint: merged person"
fact = "string: what is counted or summed"
amount = "decimal(38,6): how much of it"
*/
with listed as (
    select order_key, max(lines_amount) as lines_amount, sum(unpriced) as unpriced
    from order_products
    group by order_key
),
valued as (
    select
        orders.business_date,
        orders.platform,
        orders.country,
        orders.region,
        orders.person_key,
        orders.is_cancelled,
        coalesce(orders.is_opening_hour, false) as is_opening_hour,
        coalesce(orders.is_unconfirmed, false) as is_unconfirmed,
        coalesce(orders.order_number_of_person, 0) as order_number_of_person,
        coalesce(orders.units, 0) as units,
        orders.shop_net_revenue,
        coalesce(try_cast(round(cast(orders.revenue as double) * orders.shop_rate, 6) as decimal(20, 6)), 0)
            as shop_revenue,
        coalesce(
            try_cast(
                round(
                    coalesce(
                        -- Of lines without a price nobody knows more than what was paid.
                        if(
                            listed.unpriced > 0,
                            greatest(listed.lines_amount, cast(orders.revenue as double)),
                            listed.lines_amount
                        ),
                        listed.lines_amount,
                        cast(orders.revenue as double)
                    )
                    * orders.shop_rate,
                    6
                )
                as decimal(20, 6)
            ),
            0
        ) as shop_value,
        coalesce(order_returns.units, 0) as returned_units,
        coalesce(order_returns.value, 0) as returned_value,
        coalesce(order_returns.is_cancelled, false) as is_cancelled_early,
        coalesce(order_returns.is_touched, false) as is_touched
    from orders
    left join listed on listed.order_key = orders.order_key
    left join order_returns on order_returns.order_key = orders.order_key
),
spent_days as (
    select business_date
    from spend_days
    group by business_date
),
-- Of the day on which their sale opened.
sold as (
    select
        sales.business_date,
        products.sold_units,
        products.allocated_units,
        products.is_sold_out,
        coalesce(try_cast(round(products.minutes_to_sell_out, 6) as decimal(20, 6)), 0) as sell_out_minutes
    from kpi_campaign_products as products
    inner join records_sales_campaigns as sales on sales.campaign_id = products.campaign_id
    -- What is only planned makes no day.
    where sales.starts_at <= :as_of
)
select
    business_date,
    platform,
    country,
    region,
    person_key,
    'visits' as fact,
    cast(1 as decimal(38, 6)) as amount
from visits
union all
select business_date, platform, country, region, person_key, 'bots', 1
from bots
union all
select business_date, platform, country, region, person_key, 'test_orders', 1
from test_orders
union all
select business_date, platform, country, region, 0, 'told_consents', events
from consents
union all
select business_date, platform, country, region, 0, 'without_consent', without_consent
from consents
union all
select
    business_date,
    platform,
    country,
    region,
    person_key,
    if(had_order, 'won_sessions', 'other_sessions'),
    1
from sessions
union all
select business_date, platform, country, region, person_key, if(is_ordered, 'won_carts', 'other_carts'), 1
from carts
union all
select
    business_date,
    platform,
    country,
    region,
    person_key,
    if(is_ordered, 'won_checkouts', 'other_checkouts'),
    1
from started_checkouts
union all
select business_date, platform, country, region, person_key, 'held_units', cast(held as decimal(38, 6))
from reserved_units
union all
select business_date, platform, country, region, person_key, 'expired_units', cast(expired as decimal(38, 6))
from reserved_units
union all
select business_date, platform, country, region, person_key, 'booked_revenue', amount
from order_bookings
union all
select
    business_date,
    platform,
    country,
    region,
    person_key,
    'kept_booked_revenue',
    if(is_cancelled, 0, amount)
from order_bookings
union all
select business_date, platform, country, region, person_key, 'ad_revenue', shop_net_revenue
from ad_orders
union all
select
    first_orders.business_date,
    first_orders.platform,
    first_orders.country,
    first_orders.region,
    first_orders.person_key,
    'ad_day_buyers',
    1
from first_orders
inner join spent_days on spent_days.business_date = first_orders.business_date
union all
select business_date, '-', country, '-', 0, 'spend', spend
from spend_days
union all
select business_date, '-', country, '-', 0, 'spend_days', 1
from spend_days
union all
select business_date, '-', country, '-', 0, 'unrated_spend', unrated
from spend_days
union all
select
    sold.business_date,
    '-',
    '-',
    '-',
    0,
    told.fact,
    cast(told.amount as decimal(38, 6)) as amount
from sold
cross join
    unnest(
        array[
            'sale_sold_units',
            'sale_stock_units',
            'sell_out_minutes',
            'sold_out_products'
        ],
        array[
            cast(sold.sold_units as decimal(38, 6)),
            cast(sold.allocated_units as decimal(38, 6)),
            sold.sell_out_minutes,
            if(sold.is_sold_out, 1, 0)
        ]
    ) as told (fact, amount)
union all
select
    sales.business_date,
    campaign_viewers.platform,
    campaign_viewers.country,
    campaign_viewers.region,
    campaign_viewers.person_key,
    told.fact,
    cast(told.amount as decimal(38, 6)) as amount
from campaign_viewers
inner join records_sales_campaigns as sales on sales.campaign_id = campaign_viewers.campaign_id
cross join
    unnest(
        array['sold_out_viewers', 'lost_viewers'],
        array[1, if(campaign_viewers.is_lost, 1, 0)]
    ) as told (fact, amount)
where sales.starts_at <= :as_of
union all
select
    valued.business_date,
    valued.platform,
    valued.country,
    valued.region,
    valued.person_key,
    told.fact,
    cast(told.amount as decimal(38, 6)) as amount
from valued
cross join
    unnest(
        array[
            'placed_orders',
            'orders',
            'first_orders',
            'later_orders',
            'valued_orders',
            'unconfirmed_orders',
            'placed_units',
            'units',
            'placed_value',
            'placed_revenue',
            'cancelled_revenue',
            'net_revenue',
            'unconfirmed_revenue',
            'opening_revenue',
            'returned_units',
            'returned_value',
            'early_cancelled_orders',
            'touched_orders'
        ],
        array[
            cast(1 as decimal(38, 6)),
            if(valued.is_cancelled, 0, 1),
            if(valued.order_number_of_person = 1, 1, 0),
            if(valued.order_number_of_person > 1, 1, 0),
            if(valued.is_cancelled or valued.shop_net_revenue is null, 0, 1),
            if(valued.is_unconfirmed and not valued.is_cancelled, 1, 0),
            valued.units,
            if(valued.is_cancelled, 0, valued.units),
            valued.shop_value,
            valued.shop_revenue,
            if(valued.is_cancelled, valued.shop_revenue, 0),
            if(valued.is_cancelled, 0, coalesce(valued.shop_net_revenue, 0)),
            if(valued.is_unconfirmed and not valued.is_cancelled, coalesce(valued.shop_net_revenue, 0), 0),
            if(valued.is_opening_hour and not valued.is_cancelled, coalesce(valued.shop_net_revenue, 0), 0),
            valued.returned_units,
            valued.returned_value,
            if(valued.is_cancelled_early, 1, 0),
            if(valued.is_touched, 1, 0)
        ]
    ) as told (fact, amount)
