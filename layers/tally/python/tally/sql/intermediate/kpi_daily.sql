/*
description = """The KPIs of kpi_catalog, each day, by platform and country, by region, and by customer profile. Money is that of the
orders placed on the day, less their refunds whenever these came, in the shop's currency; cancelled orders count only where
a KPI says so. value = numerator / denominator, null when the denominator is 0."""
grain = "one row per business_date, platform, country, region, profile and kpi; these four also as all"
step = "refresh"
checks = [
    "unique: business_date, platform, country, region, profile, kpi",
    "not_null: business_date, platform, country, region, profile, kpi, numerator, denominator, is_complete",
    "expression: numerator <= denominator or kpi not like 'conversion_rate_by%'",
    "expression: numerator <= denominator or kpi not in ('cart_abandonment_rate', 'repeat_purchase_rate')",
]

[parameters]
as_of = "timestamp: what is open at this moment is not complete"

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform, or all"
country = "string: country, or all"
region = "string: region such as IT-Lazio, or all; its country is all, too"
profile = "string: customer profile, or all"
kpi = "string: name of the KPI"
value = "double: numerator / denominator"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by; 1 for plain counts and sums"
is_complete = "boolean: the day is over, and so is the time that the KPI waits after it (kpi_catalog.window_hours); of stock, the day's sales are closed"
note = "string: what is to be told beside the number, such as a record that is missing, or since when orders are known; else null"
*/
with open_sales as (
    select sales.business_date
    from records_sales_campaigns as sales
    inner join kpi_campaign_products as products on products.campaign_id = sales.campaign_id
    where sales.starts_at <= :as_of and (sales.ends_at is null or sales.ends_at > :as_of)
    group by sales.business_date
)
select
    noted_kpis.period_date as business_date,
    noted_kpis.platform,
    noted_kpis.country,
    noted_kpis.region,
    noted_kpis.profile,
    noted_kpis.kpi,
    noted_kpis.value,
    noted_kpis.numerator,
    noted_kpis.denominator,
    date_add(
        'hour',
        coalesce(kpi_catalog.window_hours, 0),
        coalesce(calendar.ends_at, date_add('day', 1, cast(noted_kpis.period_date as timestamp)))
    ) <= :as_of
    and (
        open_sales.business_date is null
        or coalesce(kpi_catalog.needs, '') not in ('sale_stock_units', 'sold_out_viewers')
    ) as is_complete,
    noted_kpis.note
from noted_kpis
inner join kpi_catalog on kpi_catalog.kpi = noted_kpis.kpi
left join calendar on calendar.business_date = noted_kpis.period_date
left join open_sales on open_sales.business_date = noted_kpis.period_date
