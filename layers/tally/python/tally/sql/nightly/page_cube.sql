/*
description = """Some KPIs of each day, at each place that the page filters by: in all, a platform, a country, both, or a
customer profile. Of countries those with the most visitors; the totals hold the others, too"""

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform, or all"
country = "string: country, or all"
profile = "string: customer profile, or all"
kpi = "string: name of the KPI"
value = "double: numerator / denominator"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by; 1 for plain counts and sums"
verdict = "string: audited, disputed or unaudited"

[parameters]
first = "date: the first business date"
last = "date: the last business date"
kpis = "rows(varchar): names of KPIs"
most_countries = "bigint: so many countries"
*/
with counted as (
    select
        country,
        row_number() over (order by sum(numerator) desc, country) as place
    from kpis_by_country
    where kpi = 'visitors' and business_date between :first and :last
    group by country
),
placed as (
    select
        business_date,
        'all' as platform,
        'all' as country,
        'all' as profile,
        kpi,
        value,
        numerator,
        denominator,
        verdict
    from kpis
    union all
    select
        business_date,
        platform,
        'all' as country,
        'all' as profile,
        kpi,
        value,
        numerator,
        denominator,
        verdict
    from kpis_by_platform
    union all
    select
        business_date,
        'all' as platform,
        country,
        'all' as profile,
        kpi,
        value,
        numerator,
        denominator,
        verdict
    from kpis_by_country
    union all
    select
        business_date,
        platform,
        country,
        'all' as profile,
        kpi,
        value,
        numerator,
        denominator,
        verdict
    from kpis_by_platform_and_country
    union all
    select
        business_date,
        'all' as platform,
        'all' as country,
        profile,
        kpi,
        value,
        numerator,
        denominator,
        verdict
    from kpis_by_profile
)
select
    placed.business_date,
    placed.platform,
    placed.country,
    placed.profile,
    placed.kpi,
    placed.value,
    placed.numerator,
    placed.denominator,
    placed.verdict
from placed
inner join :kpis as wanted (kpi) on wanted.kpi = placed.kpi
left join counted on counted.country = placed.country
where
    placed.business_date between :first and :last
    and (placed.country = 'all' or counted.place <= :most_countries)
order by placed.business_date, placed.platform, placed.country, placed.profile, placed.kpi
