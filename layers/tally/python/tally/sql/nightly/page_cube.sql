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
)
select
    placed_kpis.business_date,
    placed_kpis.platform,
    placed_kpis.country,
    placed_kpis.profile,
    placed_kpis.kpi,
    placed_kpis.value,
    placed_kpis.numerator,
    placed_kpis.denominator,
    placed_kpis.verdict
from placed_kpis
inner join :kpis as wanted (kpi) on wanted.kpi = placed_kpis.kpi
left join counted on counted.country = placed_kpis.country
where
    placed_kpis.business_date between :first and :last
    and placed_kpis.region = 'all'
    and (placed_kpis.country = 'all' or counted.place <= :most_countries)
order by
    placed_kpis.business_date,
    placed_kpis.platform,
    placed_kpis.country,
    placed_kpis.profile,
    placed_kpis.kpi
