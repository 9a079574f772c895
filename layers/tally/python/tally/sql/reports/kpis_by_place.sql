/*
description = "The KPIs with their verdicts, of some days, and of one place, or side by side: `tally kpis`"

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform, or all"
country = "string: country, or all"
kpi = "string: name of the KPI"
value = "double: numerator / denominator"
unit = "string: count, money, share (0 to 1) or ratio"
currency = "string: of money, the shop's currency; else null"
verdict = "string: audited, disputed or unaudited"
coverage_low = "double: lower end of the interval"
coverage_high = "double: upper end of the interval"
reason = "string: why"

[parameters]
first = "date: the first business date"
last = "date: the last business date"
platform = "string: a platform, or all for the total; null for each and the total"
country = "string: a country, or all for the total; null for each and the total"
*/
with placed as (
    select
        business_date,
        kpi,
        value,
        unit,
        currency,
        verdict,
        reason,
        coverage_low,
        coverage_high,
        'all' as platform,
        'all' as country
    from kpis
    union all
    select
        business_date,
        kpi,
        value,
        unit,
        currency,
        verdict,
        reason,
        coverage_low,
        coverage_high,
        platform,
        'all' as country
    from kpis_by_platform
    union all
    select
        business_date,
        kpi,
        value,
        unit,
        currency,
        verdict,
        reason,
        coverage_low,
        coverage_high,
        'all' as platform,
        country
    from kpis_by_country
    union all
    select
        business_date,
        kpi,
        value,
        unit,
        currency,
        verdict,
        reason,
        coverage_low,
        coverage_high,
        platform,
        country
    from kpis_by_platform_and_country
)
select
    business_date,
    platform,
    country,
    kpi,
    value,
    unit,
    currency,
    verdict,
    coverage_low,
    coverage_high,
    reason
from placed
where
    business_date between :first and :last
    and (:platform is null or platform = :platform)
    and (:country is null or country = :country)
order by business_date, platform, country, kpi
