/*
description = """The KPIs, each day, by platform and country. Money is that of the orders placed on the day,
less their refunds whenever these came; cancelled orders count nowhere. value = numerator / denominator,
null when the denominator is 0.

- visitors: merged persons with at least one visit event.
- sessions: sessions, under the platform and country of their first event.
- conversion_rate_by_visitor: visitors who ordered / visitors.
- conversion_rate_by_session: sessions with an order / sessions.
- orders: orders.
- net_revenue: revenue less refunds.
- average_order_value: net revenue / orders.
- units_per_order: units / orders.
- revenue_per_visitor: net revenue / visitors.
- cart_abandonment_rate: persons who added a product and did not order within 24 hours / persons who added
  one.
- opening_hour_revenue_share: net revenue of the 60 minutes from the opening of the sale / net revenue.
- new_buyers: persons whose first order in the lake this is.
- repeat_purchase_rate: buyers of the day who had ordered before / buyers of the day."""
grain = "one row per business_date, platform, country and kpi; platform and country also as all"
step = "refresh"
checks = [
    "unique: business_date, platform, country, kpi",
    "not_null: business_date, platform, country, kpi, numerator, denominator",
    "expression: numerator <= denominator or kpi not like 'conversion_rate_by%'",
    "expression: numerator <= denominator or kpi not in ('cart_abandonment_rate', 'repeat_purchase_rate')",
]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform, or all"
country = "string: country, or all"
kpi = "string: name of the KPI"
value = "double: numerator / denominator"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by; 1 for plain counts and sums"
*/
with facts as (
    select
        business_date, platform, country, person_key,
        'visit' as fact,
        false as is_won,
        cast(0 as bigint) as units,
        cast(0 as decimal(18, 2)) as net_revenue,
        cast(0 as bigint) as order_number
    from visits
    union all
    select business_date, platform, country, person_key, 'session', had_order, 0, 0, 0
    from sessions
    union all
    select business_date, platform, country, person_key, 'cart', is_ordered, 0, 0, 0
    from carts
    union all
    select
        business_date, platform, country, person_key,
        'order', is_opening_hour, units, net_revenue, order_number_of_person
    from orders
    where not is_cancelled
),
-- Two levels instead of count(distinct): exact, and cheaper in every engine.
persons as (
    select
        business_date,
        coalesce(platform, 'all') as platform,
        coalesce(country, 'all') as country,
        person_key,
        count_if(fact = 'visit') as visits,
        count_if(fact = 'session') as sessions,
        count_if(fact = 'session' and is_won) as won_sessions,
        count_if(fact = 'cart') as carts,
        count_if(fact = 'cart' and is_won) as won_carts,
        count_if(fact = 'order') as orders,
        count_if(order_number = 1) as first_orders,
        count_if(order_number > 1) as later_orders,
        sum(units) as units,
        sum(net_revenue) as net_revenue,
        sum(case when fact = 'order' and is_won then net_revenue else 0 end) as opening_revenue
    from facts
    group by grouping sets (
        (business_date, platform, country, person_key),
        (business_date, platform, person_key),
        (business_date, country, person_key),
        (business_date, person_key)
    )
),
measures as (
    select
        business_date,
        platform,
        country,
        cast(count_if(visits > 0) as double) as visitors,
        cast(sum(sessions) as double) as sessions,
        cast(sum(won_sessions) as double) as won_sessions,
        cast(count_if(carts > 0) as double) as carts,
        cast(count_if(carts > 0 and won_carts = 0) as double) as lost_carts,
        cast(sum(orders) as double) as orders,
        cast(count_if(orders > 0) as double) as buyers,
        cast(count_if(first_orders > 0) as double) as new_buyers,
        cast(count_if(later_orders > 0) as double) as repeat_buyers,
        cast(sum(units) as double) as units,
        cast(sum(net_revenue) as double) as net_revenue,
        cast(sum(opening_revenue) as double) as opening_revenue
    from persons
    group by business_date, platform, country
),
fractions as (
    select
        business_date,
        platform,
        country,
        names.kpi,
        case names.kpi
            when 'visitors' then visitors
            when 'sessions' then sessions
            when 'conversion_rate_by_visitor' then buyers
            when 'conversion_rate_by_session' then won_sessions
            when 'orders' then orders
            when 'units_per_order' then units
            when 'cart_abandonment_rate' then lost_carts
            when 'opening_hour_revenue_share' then opening_revenue
            when 'new_buyers' then new_buyers
            when 'repeat_purchase_rate' then repeat_buyers
            else net_revenue
        end as numerator,
        case names.kpi
            when 'conversion_rate_by_visitor' then visitors
            when 'conversion_rate_by_session' then sessions
            when 'average_order_value' then orders
            when 'units_per_order' then orders
            when 'revenue_per_visitor' then visitors
            when 'cart_abandonment_rate' then carts
            when 'opening_hour_revenue_share' then net_revenue
            when 'repeat_purchase_rate' then buyers
            else 1e0
        end as denominator
    from measures
    cross join (
        values
        ('visitors'), ('sessions'), ('conversion_rate_by_visitor'), ('conversion_rate_by_session'),
        ('orders'), ('net_revenue'), ('average_order_value'), ('units_per_order'),
        ('revenue_per_visitor'), ('cart_abandonment_rate'), ('opening_hour_revenue_share'),
        ('new_buyers'), ('repeat_purchase_rate')
    ) as names (kpi)
)
select
    business_date,
    platform,
    country,
    kpi,
    numerator / nullif(denominator, 0e0) as value,
    numerator,
    denominator
from fractions
