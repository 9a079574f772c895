/*
description = """The KPIs of each day and region, with unit, currency and verdict; it holds no total, which is in kpis.
Orders and money add up to the total. Persons do not: a visitor is counted in each region they were seen in. A
session has the region of its first event. Regions beyond the 500 with the most visitors are one, other."""
grain = "one row per business_date, region and kpi"
step = "publish"
checks = ["unique: business_date, region, kpi", "not_null: business_date, region, kpi, unit, verdict, reason"]

[columns]
business_date = "date: the shop's calendar date"
region = "string: region of the visits, sessions, carts and orders counted, behind its country, such as IT-Lazio"
kpi = "string: name of the KPI"
value = "double: numerator / denominator; null when the denominator is 0"
unit = "string: count, money, share (0 to 1), minutes or ratio"
currency = "string: of money, the shop's currency; else null"
verdict = "string: audited, disputed or unaudited: that of the day, for the witness is told no region"
reason = "string: why, in a sentence"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by; 1 for plain counts and sums"
coverage_low = "double: lower end of the share that the lake holds of what the witness saw; null when it saw nothing"
coverage_high = "double: upper end of that interval (95 %, Wilson)"
is_complete = "boolean: the day is over, and so is the time that the KPI waits after it (kpi_catalog.window_hours)"
note = "string: what is to be told beside the number, such as a record that is missing; else null"
*/
select
    business_date,
    region,
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
where region <> 'all'
