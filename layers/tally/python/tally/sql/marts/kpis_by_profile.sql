/*
description = """The KPIs of each day and customer profile, with unit, currency and verdict; it holds no total, which is
in kpis. A person has one profile: persons, orders and money add up to the total"""
grain = "one row per business_date, profile and kpi"
step = "publish"
checks = ["unique: business_date, profile, kpi", "not_null: business_date, profile, kpi, unit, verdict, reason"]

[columns]
business_date = "date: the shop's calendar date"
profile = "string: what the person is today, by customer_profiles, of every past day; none without an order"
kpi = "string: name of the KPI"
value = "double: numerator / denominator; null when the denominator is 0"
unit = "string: count, money, share (0 to 1), minutes or ratio"
currency = "string: of money, the shop's currency; else null"
verdict = "string: audited, disputed or unaudited: that of the day, for the witness is told no person"
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
where profile <> 'all'
