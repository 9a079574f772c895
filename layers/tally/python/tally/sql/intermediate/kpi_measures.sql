/*
description = """The measures that KPIs divide, of each period and place, of each region, and of each customer profile: those of kpi_sums,
kpi_persons and kpi_carts, a measure a row. What is of no platform, country or region counts in the totals alone"""
grain = "one row per period_date, platform, country, region and profile (each also as all), and measure"
step = "refresh"
table = false

[columns]
period_date = "date: the period's last day"
platform = "string: platform, or all"
country = "string: country, or all"
region = "string: region such as IT-Lazio, or all; its country is all, too"
profile = "string: customer profile, or all"
measure = "string: its name in domain/reports/kpis.toml"
amount = "double: the number"
*/
select
    kpi_sums.period_date,
    kpi_sums.platform,
    kpi_sums.country,
    kpi_sums.region,
    kpi_sums.profile,
    told.measure,
    cast(told.amount as double) as amount
from kpi_sums
inner join kpi_persons
    on kpi_persons.period_date = kpi_sums.period_date
    and kpi_persons.platform = kpi_sums.platform
    and kpi_persons.country = kpi_sums.country
    and kpi_persons.region = kpi_sums.region
    and kpi_persons.profile = kpi_sums.profile
left join kpi_carts
    on kpi_carts.period_date = kpi_sums.period_date
    and kpi_carts.platform = kpi_sums.platform
    and kpi_carts.country = kpi_sums.country
    and kpi_carts.region = kpi_sums.region
    and kpi_carts.profile = kpi_sums.profile
cross join
    unnest(
        array[
            'one',
            'visitors',
            'bots',
            'told_consents',
            'without_consent',
            'sessions',
            'won_sessions',
            'carts',
            'lost_carts',
            'checkouts',
            'lost_checkouts',
            'held_units',
            'expired_units',
            'test_orders',
            'placed_orders',
            'cancelled_orders',
            'orders',
            'valued_orders',
            'unconfirmed_orders',
            'buyers',
            'visiting_buyers',
            'unseen_buyers',
            'new_buyers',
            'returning_buyers',
            'repeat_buyers',
            'placed_units',
            'units',
            'placed_value',
            'placed_revenue',
            'cancelled_revenue',
            'net_revenue',
            'unconfirmed_revenue',
            'opening_revenue',
            'booked_revenue',
            'kept_booked_revenue',
            'returned_units',
            'returned_value',
            'early_cancelled_orders',
            'touched_orders',
            'ad_revenue',
            'ad_day_buyers',
            'spend',
            'spend_days',
            'sale_sold_units',
            'sale_stock_units',
            'sell_out_minutes',
            'sold_out_products',
            'sold_out_viewers',
            'lost_viewers',
            'buyers_30d',
            'repeat_buyers_30d',
            'value_30d',
            'young_buyers_30d',
            'buyers_60d',
            'repeat_buyers_60d',
            'value_60d',
            'young_buyers_60d',
            'buyers_90d',
            'repeat_buyers_90d',
            'value_90d',
            'young_buyers_90d'
        ],
        array[
            1e0,
            cast(kpi_persons.visitors as double),
            cast(kpi_persons.bots as double),
            cast(kpi_sums.told_consents as double),
            cast(kpi_sums.without_consent as double),
            cast(kpi_sums.sessions as double),
            cast(kpi_sums.won_sessions as double),
            cast(coalesce(kpi_carts.carts, 0) as double),
            cast(coalesce(kpi_carts.lost_carts, 0) as double),
            cast(coalesce(kpi_carts.checkouts, 0) as double),
            cast(coalesce(kpi_carts.lost_checkouts, 0) as double),
            cast(kpi_sums.held_units as double),
            cast(kpi_sums.expired_units as double),
            cast(kpi_sums.test_orders as double),
            cast(kpi_sums.placed_orders as double),
            cast(kpi_sums.cancelled_orders as double),
            cast(kpi_sums.orders as double),
            cast(kpi_sums.valued_orders as double),
            cast(kpi_sums.unconfirmed_orders as double),
            cast(kpi_persons.buyers as double),
            cast(kpi_persons.visiting_buyers as double),
            cast(kpi_persons.unseen_buyers as double),
            cast(kpi_persons.new_buyers as double),
            cast(kpi_persons.returning_buyers as double),
            cast(kpi_persons.repeat_buyers as double),
            cast(kpi_sums.placed_units as double),
            cast(kpi_sums.units as double),
            cast(kpi_sums.placed_value as double),
            cast(kpi_sums.placed_revenue as double),
            cast(kpi_sums.cancelled_revenue as double),
            cast(kpi_sums.net_revenue as double),
            cast(kpi_sums.unconfirmed_revenue as double),
            cast(kpi_sums.opening_revenue as double),
            cast(kpi_sums.booked_revenue as double),
            cast(kpi_sums.kept_booked_revenue as double),
            cast(kpi_sums.returned_units as double),
            cast(kpi_sums.returned_value as double),
            cast(kpi_sums.early_cancelled_orders as double),
            cast(kpi_sums.touched_orders as double),
            cast(kpi_sums.ad_revenue as double),
            cast(kpi_sums.ad_day_buyers as double),
            cast(kpi_sums.spend as double),
            -- Of spend that is known in part only nothing is told.
            if(kpi_sums.unrated_spend > 0, 0e0, cast(kpi_sums.spend_days as double)),
            cast(kpi_sums.sale_sold_units as double),
            cast(kpi_sums.sale_stock_units as double),
            cast(kpi_sums.sell_out_minutes as double),
            cast(kpi_sums.sold_out_products as double),
            cast(kpi_sums.sold_out_viewers as double),
            cast(kpi_sums.lost_viewers as double),
            cast(kpi_sums.buyers_30d as double),
            cast(kpi_sums.repeat_buyers_30d as double),
            cast(kpi_sums.value_30d as double),
            cast(kpi_sums.young_buyers_30d as double),
            cast(kpi_sums.buyers_60d as double),
            cast(kpi_sums.repeat_buyers_60d as double),
            cast(kpi_sums.value_60d as double),
            cast(kpi_sums.young_buyers_60d as double),
            cast(kpi_sums.buyers_90d as double),
            cast(kpi_sums.repeat_buyers_90d as double),
            cast(kpi_sums.value_90d as double),
            cast(kpi_sums.young_buyers_90d as double)
        ]
    ) as told (measure, amount)
