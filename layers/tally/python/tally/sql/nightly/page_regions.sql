/*
description = """Some KPIs of each day, by region, of the countries with the most visitors, and in each of them of the regions
with the most"""

[columns]
business_date = "date: the shop's calendar date"
country = "string: country, as two letters"
region = "string: region behind its country, such as IT-Lazio"
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
most_regions = "bigint: so many regions of each"
*/
with seen as (
    select
        substr(region, 1, 2) as country,
        region,
        sum(numerator) as visitors
    from kpis_by_region
    where
        kpi = 'visitors'
        and business_date between :first and :last
        and strpos(region, '-') = 3
    group by substr(region, 1, 2), region
),
summed as (
    select
        country,
        region,
        visitors,
        sum(visitors) over (partition by country) as of_country
    from seen
),
ranked as (
    select
        country,
        region,
        dense_rank() over (order by of_country desc, country) as country_place,
        row_number() over (partition by country order by visitors desc, region) as region_place
    from summed
)
select
    told.business_date,
    ranked.country,
    told.region,
    told.kpi,
    told.value,
    told.numerator,
    told.denominator,
    told.verdict
from kpis_by_region as told
inner join ranked on told.region = ranked.region
inner join :kpis as wanted (kpi) on told.kpi = wanted.kpi
where
    told.business_date between :first and :last
    and ranked.country_place <= :most_countries
    and ranked.region_place <= :most_regions
order by ranked.country, told.business_date, told.region, told.kpi
