/*
description = """The KPIs of each day and platform, with unit, currency and verdict; it holds no total, which is in kpis.
Orders and money add up to the total. Persons do not: a visitor is counted on each platform they used, a buyer on
each they ordered on. A session has the platform of its first event, an order that of the copy that counts."""
grain = "one row per business_date, platform and kpi"
step = "publish"
checks = ["unique: business_date, platform, kpi", "not_null: business_date, platform, kpi, unit, verdict, reason"]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: of a visitor each platform they used, of a session that of its first event, of an order the one it was placed on"
kpi = "string: name of the KPI"
value = "double: numerator / denominator; null when the denominator is 0"
unit = "string: count, money, share (0 to 1), minutes or ratio"
currency = "string: of money, the shop's currency; else null"
verdict = "string: audited, disputed or unaudited"
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
    platform,
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
where platform <> 'all' and country = 'all' and region = 'all' and profile = 'all'
