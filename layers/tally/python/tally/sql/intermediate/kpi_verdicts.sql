/*
description = """What may be said of each KPI of a day. A KPI is as good as the worst cell of the events it rests on:
disputed when any is disputed, else unaudited when any is unaudited or there is none, else audited. Which
events those are is told by kpi_events. What is known to be wrong in the orders under it (kpi_doubts) makes a
verdict worse, never better, and stands in the reason. Verdicts know no country: each country has its platform's.
Coverage is pooled: the 95 % interval (Wilson) of the share that the lake holds of all ids the witness saw
in these cells."""
grain = "one row per business_date, platform and kpi"
step = "publish"
checks = [
    "unique: business_date, platform, kpi",
    "not_null: verdict, reason",
    "accepted_values: verdict: audited, disputed, unaudited",
    "expression: coverage_low <= coverage_high",
]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform, or all"
kpi = "string: name of the KPI"
verdict = "string: audited, disputed or unaudited"
coverage_low = "double: lower end of the interval; null when the witness saw nothing"
coverage_high = "double: upper end of the interval"
reason = "string: why, in a sentence; of the worst cell, with its event, local hour and platform"
*/
with judged_rows as (
    select
        business_date,
        platform,
        kpi
    from kpi_daily
    where country = 'all'
),
needed as (
    select
        judged_rows.business_date,
        judged_rows.platform,
        judged_rows.kpi,
        kpi_events.event_name,
        case when kpi_events.platforms = 'every' then 'all' else judged_rows.platform end as event_platform,
        date_add('day', kpi_events.days_after, judged_rows.business_date) as event_date
    from judged_rows
    inner join kpi_events on kpi_events.kpi = judged_rows.kpi
),
-- Cells know platforms only, and hold what bots sent beside the rest. A name that came after the models were
-- built counts as a visit: a verdict may be too bad, never too good.
judged as (
    select
        daily_verdicts.*,
        coalesce(visit_kinds.is_visit, true) as is_visit
    from daily_verdicts
    left join visit_kinds
        on visit_kinds.event_name = daily_verdicts.event_name
        and visit_kinds.sender = if(daily_verdicts.platform = 'server', 'server', 'device')
),
found as (
    select distinct
        needed.business_date,
        needed.platform,
        needed.kpi,
        judged.business_date as event_date,
        judged.event_name,
        judged.platform as event_platform,
        judged.severity,
        judged.worst_cells,
        judged.missing_in_lake,
        judged.matched,
        judged.witness_events,
        judged.reason
    from needed
    inner join judged
        on judged.business_date = needed.event_date
        and needed.event_platform in ('all', judged.platform)
        and needed.event_name in ('any visit', judged.event_name)
    where needed.event_name <> 'any visit' or judged.is_visit
),
ranked as (
    select
        *,
        row_number() over (
            partition by business_date, platform, kpi
            order by severity desc, missing_in_lake desc, event_date, event_name, event_platform
        ) as place,
        max(severity) over (partition by business_date, platform, kpi) as worst
    from found
),
verdicts as (
    select
        business_date,
        platform,
        kpi,
        max(severity) as severity,
        sum(case when severity = worst then worst_cells else 0 end) as worst_cells,
        cast(sum(matched) as double) as matched,
        cast(nullif(sum(witness_events), 0) as double) as witnessed,
        max(
            case
                when place = 1 and event_date > business_date then 'the next day, ' || reason
                when place = 1 then reason
            end
        ) as reason
    from ranked
    group by business_date, platform, kpi
),
-- Wilson's score interval at z = 1.959964 (z squared = 3.841459).
shares as (
    select
        *,
        matched / nullif(witnessed, 0e0) as share,
        3.841459e0 / nullif(witnessed, 0e0) as z2_by_n
    from verdicts
),
intervals as (
    select
        *,
        share + z2_by_n / 2e0 as centre,
        sqrt(z2_by_n * (share * (1e0 - share) + z2_by_n / 4e0)) as spread,
        1e0 + z2_by_n as scale
    from shares
)
select
    judged_rows.business_date,
    judged_rows.platform,
    judged_rows.kpi,
    case greatest(coalesce(intervals.severity, 1), coalesce(kpi_doubts.severity, 0))
        when 2 then 'disputed' when 0 then 'audited' else 'unaudited'
    end as verdict,
    case
        when intervals.centre > intervals.spread
        then (intervals.centre - intervals.spread) / nullif(intervals.scale, 0e0)
        when intervals.centre is not null then 0e0
    end as coverage_low,
    case
        when intervals.centre + intervals.spread < intervals.scale
        then (intervals.centre + intervals.spread) / nullif(intervals.scale, 0e0)
        when intervals.centre is not null then 1e0
    end as coverage_high,
    case
        when intervals.severity is null
        then 'nothing to compare: neither side has an event that this KPI rests on'
        when intervals.severity = 0
        then
            cast(cast(intervals.matched as bigint) as varchar) || ' of '
            || cast(cast(intervals.witnessed as bigint) as varchar)
            || ' events the witness saw are in the lake'
        when intervals.worst_cells > 1
        then
            intervals.reason
            || ' (and ' || cast(intervals.worst_cells - 1 as varchar) || ' more like it)'
        else intervals.reason
    end
    || coalesce('; ' || kpi_doubts.sentence, '') as reason
from judged_rows
left join intervals
    on intervals.business_date = judged_rows.business_date
    and intervals.platform = judged_rows.platform
    and intervals.kpi = judged_rows.kpi
left join kpi_doubts
    on kpi_doubts.business_date = judged_rows.business_date
    and kpi_doubts.platform = judged_rows.platform
    and kpi_doubts.kpi = judged_rows.kpi
