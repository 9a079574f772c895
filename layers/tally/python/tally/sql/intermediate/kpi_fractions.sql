/*
description = "The KPIs of kpi_catalog of each period and place, as fractions of kpi_measures"
grain = "one row per period_date, platform, country, region, profile (each also as all), and kpi"
step = "refresh"
table = false

[columns]
period_date = "date: the period's last day"
platform = "string: platform, or all"
country = "string: country, or all"
region = "string: region, or all; its country is all, too"
profile = "string: customer profile, or all"
kpi = "string: name of the KPI"
value = "double: numerator / denominator; null when that is 0, or when what it needs is not told"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by; 1 for plain counts and sums"
left_out = "double: persons that it leaves out because they are too young; 0 where it leaves out none"
is_told = "boolean: false where what it needs is not told"
*/
with parts as (
    select kpi_catalog.kpi, listed.part, listed.measure
    from kpi_catalog
    cross join
        unnest(
            array['numerator', 'denominator', 'needs', 'left_out'],
            array[kpi_catalog.numerator, kpi_catalog.denominator, kpi_catalog.needs, kpi_catalog.left_out]
        ) as listed (part, measure)
),
summed as (
    select
        kpi_measures.period_date,
        kpi_measures.platform,
        kpi_measures.country,
        kpi_measures.region,
        kpi_measures.profile,
        parts.kpi,
        sum(case when parts.part = 'numerator' then kpi_measures.amount end) as numerator,
        sum(case when parts.part = 'denominator' then kpi_measures.amount end) as denominator,
        coalesce(sum(case when parts.part = 'left_out' then kpi_measures.amount end), 0e0) as left_out,
        coalesce(sum(case when parts.part = 'needs' then kpi_measures.amount end), 1e0) > 0e0 as is_told
    from kpi_measures
    inner join parts on parts.measure = kpi_measures.measure
    group by 1, 2, 3, 4, 5, 6
)
select
    period_date,
    platform,
    country,
    region,
    profile,
    kpi,
    case when is_told then numerator / nullif(denominator, 0e0) end as value,
    numerator,
    denominator,
    left_out,
    is_told
from summed
