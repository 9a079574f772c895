/*
description = """What may be said of each KPI of a day. A KPI is as good as the worst cell of the events it rests on:
disputed when any is disputed; else unaudited when an hour was not compared, when there is no event, or when more
of the events than a stated share (2 %) lie in unaudited cells; else audited, and the reason says how many do. Events
that correct others are weighed with those. Which events a KPI rests on is told by kpi_events. What is known to be wrong in the orders under it (kpi_doubts) makes a
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

[parameters]
most_unwitnessed = "decimal(2,2): the share of its events that may be unwitnessed, of each kind"

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
        kpi_events.weighed_with,
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
weighed as (
    select distinct
        needed.business_date,
        needed.platform,
        needed.kpi,
        needed.weighed_with,
        judged.business_date as event_date,
        judged.event_name,
        judged.platform as event_platform,
        case judged.verdict when 'disputed' then 2 when 'audited' then 0 else 1 end as severity,
        judged.worst_cells,
        judged.open_cells,
        judged.events,
        judged.unwitnessed_events,
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
kinds as (
    select
        business_date,
        platform,
        kpi,
        cast(sum(events) as double) as events,
        cast(sum(unwitnessed_events) as double) as unwitnessed_events
    from weighed
    group by business_date, platform, kpi, weighed_with
),
worst_kinds as (
    select
        business_date,
        platform,
        kpi,
        cast(events as bigint) as events,
        cast(unwitnessed_events as bigint) as unwitnessed_events,
        unwitnessed_events > cast(:most_unwitnessed as double) * events as is_too_much,
        row_number() over (
            partition by business_date, platform, kpi
            order by unwitnessed_events / nullif(events, 0e0) desc nulls last, events
        ) as place
    from kinds
),
-- What counts as a visit and is an order, too, is one row here.
found as (
    select distinct
        business_date,
        platform,
        kpi,
        event_date,
        event_name,
        event_platform,
        severity,
        worst_cells,
        open_cells,
        unwitnessed_events,
        missing_in_lake,
        matched,
        witness_events,
        reason
    from weighed
),
ranked as (
    select
        *,
        row_number() over (
            partition by business_date, platform, kpi
            order by
                severity desc,
                if(open_cells > 0, 0, 1),
                missing_in_lake desc,
                unwitnessed_events desc,
                event_date,
                event_name,
                event_platform
        ) as place,
        max(severity) over (partition by business_date, platform, kpi) as worst
    from found
),
totals as (
    select
        business_date,
        platform,
        kpi,
        max(severity) as worst,
        sum(open_cells) as open_cells,
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
judged_totals as (
    select
        totals.*,
        worst_kinds.events,
        worst_kinds.unwitnessed_events,
        case
            when totals.worst = 2 then 2
            when totals.worst = 1 and (totals.open_cells > 0 or worst_kinds.is_too_much) then 1
            else 0
        end as severity
    from totals
    inner join worst_kinds
        on worst_kinds.business_date = totals.business_date
        and worst_kinds.platform = totals.platform
        and worst_kinds.kpi = totals.kpi
        and worst_kinds.place = 1
),
-- Wilson's score interval at z = 1.959964 (z squared = 3.841459).
shares as (
    select
        *,
        matched / nullif(witnessed, 0e0) as share,
        3.841459e0 / nullif(witnessed, 0e0) as z2_by_n
    from judged_totals
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
    || if(
        intervals.severity < 2 and intervals.unwitnessed_events > 0,
        '; of ' || cast(intervals.events as varchar) || ' events the witness vouches for all but '
        || cast(intervals.unwitnessed_events as varchar),
        ''
    )
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
