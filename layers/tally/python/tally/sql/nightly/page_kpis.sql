/*
description = "Every KPI of each day in all, with its verdict"

[columns]
business_date = "date: the shop's calendar date"
kpi = "string: name of the KPI"
value = "double: numerator / denominator"
numerator = "double: what is counted or summed"
denominator = "double: what it is divided by; 1 for plain counts and sums"
verdict = "string: audited, disputed or unaudited"
reason = "string: why, in a sentence"
coverage_low = "double: lower end of the share that the lake holds of what the witness saw"
coverage_high = "double: upper end of that interval"
is_complete = "boolean: nothing of it is open any more"
note = "string: what is to be told beside the number; else null"

[parameters]
days = "bigint: so many days, up to the last that is over, and what came since"
*/
with dated as (
    select
        business_date,
        kpi,
        value,
        numerator,
        denominator,
        verdict,
        reason,
        coverage_low,
        coverage_high,
        is_complete,
        note,
        coalesce(
            max(case when is_complete and kpi = 'orders' then business_date end) over (),
            max(business_date) over ()
        ) as last_date
    from kpis
)
select
    business_date,
    kpi,
    value,
    numerator,
    denominator,
    verdict,
    reason,
    coverage_low,
    coverage_high,
    is_complete,
    note
from dated
where date_diff('day', business_date, last_date) < :days
order by business_date, kpi
