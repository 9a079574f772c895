/*
description = """The published tables of KPIs as one, each row with its whole place. Each table holds one kind of place: of those
that are not asked for an engine reads nothing"""
grain = "one row per business_date, platform, country, region, profile and kpi"
step = "publish"
table = false
checks = ["unique: business_date, platform, country, region, profile, kpi"]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform, or all"
country = "string: country, or all"
region = "string: region such as IT-Lazio, or all; its country is all, too"
profile = "string: customer profile, or all"
kpi = "string: name of the KPI"
value = "double: numerator / denominator"
unit = "string: count, money, share (0 to 1), minutes or ratio"
currency = "string: of money, the shop's currency; else null"
verdict = "string: audited, disputed or unaudited"
coverage_low = "double: lower end of the interval"
coverage_high = "double: upper end of the interval"
reason = "string: why, in a sentence"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by; 1 for plain counts and sums"
is_complete = "boolean: nothing of it is open any more"
note = "string: what is to be told beside the number; else null"
*/
select
    business_date,
    'all' as platform,
    'all' as country,
    'all' as region,
    'all' as profile,
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
from kpis
union all
select
    business_date,
    platform,
    'all' as country,
    'all' as region,
    'all' as profile,
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
from kpis_by_platform
union all
select
    business_date,
    'all' as platform,
    country,
    'all' as region,
    'all' as profile,
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
from kpis_by_country
union all
select
    business_date,
    platform,
    country,
    'all' as region,
    'all' as profile,
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
from kpis_by_platform_and_country
union all
select
    business_date,
    'all' as platform,
    'all' as country,
    region,
    'all' as profile,
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
from kpis_by_region
union all
select
    business_date,
    'all' as platform,
    'all' as country,
    'all' as region,
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
from kpis_by_profile
