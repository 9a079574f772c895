/*
description = """The KPIs of kpi_catalog, each day, by platform and country. Money is that of the orders placed on
the day, less their refunds whenever these came, in the shop's currency; cancelled orders count nowhere. value = numerator /
denominator, null when the denominator is 0."""
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
        cast(0 as decimal(18, 4)) as units,
        cast(0 as decimal(20, 6)) as net_revenue,
        cast(0 as bigint) as order_number
    from visits
    union all
    select business_date, platform, country, person_key, 'bot', false, 0, 0, 0
    from bots
    union all
    select business_date, platform, country, person_key, 'test_order', false, 0, 0, 0
    from test_orders
    union all
    -- Of nobody: the persons of these are counted nowhere.
    select business_date, platform, country, 0, 'consent', false, events, without_consent, 0
    from consents
    union all
    select business_date, platform, country, person_key, 'session', had_order, 0, 0, 0
    from sessions
    union all
    select business_date, platform, country, person_key, 'cart', is_ordered, 0, 0, 0
    from carts
    union all
    select
        business_date, platform, country, person_key,
        'order', is_opening_hour, units, coalesce(shop_net_revenue, 0), order_number_of_person
    from orders
    where not is_cancelled
    union all
    select business_date, platform, country, person_key, 'valued_order', false, 0, 0, 0
    from orders
    where not is_cancelled and shop_net_revenue is not null
    union all
    select
        business_date, platform, country, person_key,
        'unconfirmed_order', false, 0, coalesce(shop_net_revenue, 0), 0
    from orders
    where not is_cancelled and is_unconfirmed
),
-- Two levels instead of count(distinct): exact, and cheaper in every engine.
counted as (
    select
        business_date,
        coalesce(platform, 'all') as platform,
        coalesce(country, 'all') as country,
        person_key,
        count_if(fact = 'visit') as visits,
        count_if(fact = 'bot') as bots,
        count_if(fact = 'session') as sessions,
        count_if(fact = 'session' and is_won) as won_sessions,
        count_if(fact = 'cart') as carts,
        count_if(fact = 'cart' and is_won) as won_carts,
        count_if(fact = 'order') as orders,
        count_if(fact = 'test_order') as test_orders,
        count_if(order_number = 1) as first_orders,
        count_if(order_number > 1) as later_orders,
        count_if(fact = 'valued_order') as valued_orders,
        count_if(fact = 'unconfirmed_order') as unconfirmed_orders,
        sum(case when fact = 'order' then units else 0 end) as units,
        sum(case when fact = 'order' then net_revenue else 0 end) as net_revenue,
        sum(case when fact = 'unconfirmed_order' then net_revenue else 0 end) as unconfirmed_revenue,
        sum(case when fact = 'consent' then units else 0 end) as told_consents,
        sum(case when fact = 'consent' then net_revenue else 0 end) as without_consent,
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
        cast(count_if(bots > 0) as double) as bots,
        cast(sum(sessions) as double) as sessions,
        cast(sum(won_sessions) as double) as won_sessions,
        cast(count_if(carts > 0) as double) as carts,
        cast(count_if(carts > 0 and won_carts = 0) as double) as lost_carts,
        cast(sum(orders) as double) as orders,
        cast(sum(test_orders) as double) as test_orders,
        cast(count_if(orders > 0) as double) as buyers,
        cast(count_if(orders > 0 and visits > 0) as double) as visiting_buyers,
        cast(count_if(orders > 0 and visits = 0) as double) as unseen_buyers,
        cast(count_if(first_orders > 0) as double) as new_buyers,
        cast(count_if(later_orders > 0) as double) as repeat_buyers,
        cast(sum(told_consents) as double) as told_consents,
        cast(sum(without_consent) as double) as without_consent,
        cast(sum(valued_orders) as double) as valued_orders,
        cast(sum(unconfirmed_orders) as double) as unconfirmed_orders,
        cast(sum(unconfirmed_revenue) as double) as unconfirmed_revenue,
        cast(sum(units) as double) as units,
        cast(sum(net_revenue) as double) as net_revenue,
        cast(sum(opening_revenue) as double) as opening_revenue
    from counted
    group by business_date, platform, country
),
-- A measure that is not listed here is null, and the build stops: no KPI is ever shown as another one.
fractions as (
    select
        measures.business_date,
        measures.platform,
        measures.country,
        kpi_catalog.kpi,
        case kpi_catalog.numerator
            when 'visitors' then measures.visitors
            when 'bots' then measures.bots
            when 'without_consent' then measures.without_consent
            when 'sessions' then measures.sessions
            when 'won_sessions' then measures.won_sessions
            when 'lost_carts' then measures.lost_carts
            when 'orders' then measures.orders
            when 'test_orders' then measures.test_orders
            when 'buyers' then measures.buyers
            when 'visiting_buyers' then measures.visiting_buyers
            when 'unseen_buyers' then measures.unseen_buyers
            when 'new_buyers' then measures.new_buyers
            when 'repeat_buyers' then measures.repeat_buyers
            when 'unconfirmed_orders' then measures.unconfirmed_orders
            when 'unconfirmed_revenue' then measures.unconfirmed_revenue
            when 'units' then measures.units
            when 'net_revenue' then measures.net_revenue
            when 'opening_revenue' then measures.opening_revenue
        end as numerator,
        case kpi_catalog.denominator
            when 'one' then 1e0
            when 'visitors' then measures.visitors
            when 'sessions' then measures.sessions
            when 'carts' then measures.carts
            when 'told_consents' then measures.told_consents
            when 'orders' then measures.orders
            when 'valued_orders' then measures.valued_orders
            when 'buyers' then measures.buyers
            when 'net_revenue' then measures.net_revenue
        end as denominator
    from measures
    cross join kpi_catalog
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
