/*
description = "The KPIs with their verdicts, of some days, and of one place, or side by side: `tally kpis`"

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform, or all"
country = "string: country, or all"
region = "string: region such as IT-Lazio, or all"
profile = "string: customer profile, or all"
kpi = "string: name of the KPI"
value = "double: numerator / denominator"
unit = "string: count, money, share (0 to 1), minutes or ratio"
currency = "string: of money, the shop's currency; else null"
verdict = "string: audited, disputed or unaudited"
coverage_low = "double: lower end of the interval"
coverage_high = "double: upper end of the interval"
reason = "string: why"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by; 1 for plain counts and sums"
is_complete = "boolean: nothing of it is open any more"
note = "string: what is to be told beside the number; else null"

[parameters]
first = "date: the first business date"
last = "date: the last business date"
platform = "string: a platform, or all for the total; null for each and the total"
country = "string: a country, or all for the total; null for each and the total"
region = "string: a region, or all for the total; null for each and the total"
profile = "string: a customer profile, or all for the total; null for each and the total"
kpi = "string: one KPI; null for all"
*/
select
    business_date,
    platform,
    country,
    region,
    profile,
    kpi,
    value,
    unit,
    currency,
    verdict,
    coverage_low,
    coverage_high,
    reason,
    numerator,
    denominator,
    is_complete,
    note
from placed_kpis
where
    business_date between :first and :last
    and (:platform is null or platform = :platform)
    and (:country is null or country = :country)
    and (:region is null or region = :region)
    and (:profile is null or profile = :profile)
    and (:kpi is null or kpi = :kpi)
order by business_date, platform, country, region, profile, kpi
