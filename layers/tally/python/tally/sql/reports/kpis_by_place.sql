/*
description = "The KPIs with their verdicts, of one day or all, and of one place, or side by side: `tally kpis`"

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform, or all"
country = "string: country, or all"
kpi = "string: name of the KPI"
value = "double: numerator / denominator"
verdict = "string: audited, disputed or unaudited"
coverage_low = "double: lower end of the interval"
coverage_high = "double: upper end of the interval"
reason = "string: why"

[parameters]
day = "date: one business date; null for all of them"
platform = "string: a platform, or all for the total; null for each and the total"
country = "string: a country, or all for the total; null for each and the total"
*/
select
    business_date,
    platform,
    country,
    kpi,
    value,
    verdict,
    coverage_low,
    coverage_high,
    reason
from kpis
where
    (:day is null or business_date = :day)
    and (:platform is null or platform = :platform)
    and (:country is null or country = :country)
order by business_date, platform, country, kpi
