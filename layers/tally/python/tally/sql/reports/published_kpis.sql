/*
description = "All KPI rows with their verdicts, in a fixed order, for the files of publish_kpis"

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform, or all"
country = "string: country, or all"
kpi = "string: name of the KPI"
value = "double: numerator / denominator"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by"
verdict = "string: audited, disputed or unaudited"
coverage_low = "double: lower end of the interval"
coverage_high = "double: upper end of the interval"
reason = "string: why"
*/
select
    business_date,
    platform,
    country,
    kpi,
    value,
    numerator,
    denominator,
    verdict,
    coverage_low,
    coverage_high,
    reason
from kpis
order by business_date, platform, country, kpi
