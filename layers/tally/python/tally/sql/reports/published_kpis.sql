/*
description = """All KPI rows with their verdicts, in a fixed order, each under its table: for the files of publish_kpis. Rows of
regions, of which there are hundreds a day, are in kpis_by_region alone"""

[columns]
table_name = "string: the table that has this row"
business_date = "date: the shop's calendar date"
platform = "string: platform, or all"
country = "string: country, or all"
profile = "string: customer profile, or all"
kpi = "string: name of the KPI"
value = "double: numerator / denominator"
unit = "string: count, money, share (0 to 1), minutes or ratio"
currency = "string: of money, the shop's currency; else null"
verdict = "string: audited, disputed or unaudited"
reason = "string: why"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by"
coverage_low = "double: lower end of the interval"
coverage_high = "double: upper end of the interval"
is_complete = "boolean: nothing of it is open any more"
note = "string: what is to be told beside the number; else null"
*/
select
    case
        when profile <> 'all' then 'kpis_by_profile'
        when platform = 'all' and country = 'all' then 'kpis'
        when country = 'all' then 'kpis_by_platform'
        when platform = 'all' then 'kpis_by_country'
        else 'kpis_by_platform_and_country'
    end as table_name,
    business_date,
    platform,
    country,
    profile,
    kpi,
    value,
    unit,
    currency,
    verdict,
    reason,
    numerator,
    denominator,
    coverage_low,
    coverage_high,
    is_complete,
    note
from judged_kpis
where region = 'all'
order by business_date, platform, country, profile, kpi
