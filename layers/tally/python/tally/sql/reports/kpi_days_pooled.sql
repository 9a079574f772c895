/*
description = "How good a KPI of several days is: as good as the worst of its days"

[columns]
platform = "string: platform, or all"
country = "string: country, or all"
region = "string: region such as IT-Lazio, or all"
profile = "string: customer profile, or all"
kpi = "string: name of the KPI"
days = "bigint: days of it"
are_complete = "boolean: nothing of any of them is open any more"
verdict = "string: of the worst of them: audited, disputed or unaudited"
worst_days = "bigint: days with that verdict"
worst_date = "date: the first of them"
worst_reason = "string: why, of that day"

[parameters]
days_of_kpis = "relation(kpis_by_place): the KPIs of these days"
*/
with judged as (
    select
        *,
        case verdict when 'disputed' then 2 when 'unaudited' then 1 else 0 end as severity
    from :days_of_kpis
),
ranked as (
    select
        *,
        max(severity) over (partition by platform, country, region, profile, kpi) as worst
    from judged
)
select
    platform,
    country,
    region,
    profile,
    kpi,
    count(*) as days,
    bool_and(is_complete) as are_complete,
    max_by(verdict, severity) as verdict,
    count_if(severity = worst) as worst_days,
    min(if(severity = worst, business_date)) as worst_date,
    min_by(reason, business_date) filter (where severity = worst) as worst_reason
from ranked
group by platform, country, region, profile, kpi
