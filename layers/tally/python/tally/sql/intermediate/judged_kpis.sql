/*
description = """Each number of kpi_daily with its unit and its verdict: what the published tables of KPIs are made of,
each of one kind of place"""
grain = "one row per business_date, platform, country, region, profile and kpi"
step = "publish"
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
verdict = "string: audited, disputed or unaudited; of a country it is its platform's"
reason = "string: why, in a sentence"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by; 1 for plain counts and sums"
coverage_low = "double: lower end of the share that the lake holds of what the witness saw; null when it saw nothing"
coverage_high = "double: upper end of that interval (95 %, Wilson)"
is_complete = "boolean: the day is over, and so is the time that the KPI waits after it"
note = "string: what is to be told beside the number, such as a record that is missing; else null"
*/
select
    kpi_daily.business_date,
    kpi_daily.platform,
    kpi_daily.country,
    kpi_daily.region,
    kpi_daily.profile,
    kpi_daily.kpi,
    kpi_daily.value,
    kpi_catalog.unit,
    kpi_catalog.currency,
    kpi_verdicts.verdict,
    kpi_verdicts.reason,
    kpi_daily.numerator,
    kpi_daily.denominator,
    kpi_verdicts.coverage_low,
    kpi_verdicts.coverage_high,
    kpi_daily.is_complete,
    kpi_daily.note
from kpi_daily
inner join kpi_catalog on kpi_catalog.kpi = kpi_daily.kpi
left join kpi_verdicts
    on kpi_verdicts.business_date = kpi_daily.business_date
    and kpi_verdicts.platform = kpi_daily.platform
    and kpi_verdicts.kpi = kpi_daily.kpi
