/*
description = "The day's net revenue and orders among the KPIs are those of the orders themselves"
step = "refresh"
*/
with amounts as (
    select
        business_date,
        count(*) as orders,
        sum(shop_net_revenue) as revenue,
        0e0 as kpi_orders,
        0e0 as kpi_revenue
    from orders
    where not is_cancelled
    group by business_date
    union all
    select
        business_date,
        0 as orders,
        0 as revenue,
        sum(case when kpi = 'orders' then numerator else 0e0 end) as kpi_orders,
        sum(case when kpi = 'net_revenue' then numerator else 0e0 end) as kpi_revenue
    from kpi_daily
    where platform = 'all' and country = 'all' and region = 'all' and profile = 'all'
    group by business_date
)
select business_date
from amounts
group by business_date
having
    cast(sum(orders) as double) <> sum(kpi_orders)
    or abs(cast(sum(revenue) as double) - sum(kpi_revenue)) > 5e-3
