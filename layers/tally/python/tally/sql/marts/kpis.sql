/*
description = """The shop's KPIs of each day, with unit, currency and verdict: one row a day and KPI, nothing in it twice.
Over days sum the numerator of one kpi where its denominator is 1, else take sum(numerator) / sum(denominator); of visitors
and buyers a person counts once a day. By platform or country: kpis_by_platform, kpis_by_country."""
grain = "one row per business_date and kpi"
step = "publish"
checks = ["unique: business_date, kpi", "not_null: business_date, kpi, unit, verdict, reason"]

[columns]
business_date = "date: the shop's calendar date"
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
where platform = 'all' and country = 'all' and region = 'all' and profile = 'all'
