/*
description = """What may be said of each KPI of a day. A KPI is as good as the worst cell of the events it rests on:
disputed when any is disputed; else unaudited when an hour was not compared, when there is no event, or when more
of the events than its tolerance (2 %) lie in unaudited cells; else audited, and the reason says how many do. What is
known to be wrong in the orders under it (kpi_doubts) makes a verdict worse, never better, and stands in the reason.
Verdicts know no country, region or profile: each country has its platform's, each region and profile the day's.
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
with kinds as (
    select
        business_date,
        platform,
        kpi,
        cast(sum(events) as double) as events,
        cast(sum(unwitnessed_events) as double) as unwitnessed_events
    from kpi_cells
    group by business_date, platform, kpi, weighed_with
),
worst_kinds as (
    select
        kinds.business_date,
        kinds.platform,
        kinds.kpi,
        cast(kinds.events as bigint) as events,
        cast(kinds.unwitnessed_events as bigint) as unwitnessed_events,
        kinds.unwitnessed_events > kpi_catalog.tolerance * kinds.events as is_too_much,
        row_number() over (
            partition by kinds.business_date, kinds.platform, kinds.kpi
            order by kinds.unwitnessed_events / nullif(kinds.events, 0e0) desc nulls last, kinds.events
        ) as place
    from kinds
    inner join kpi_catalog on kpi_catalog.kpi = kinds.kpi
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
    from kpi_cells
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
    kpi_daily.business_date,
    kpi_daily.platform,
    kpi_daily.kpi,
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
from kpi_daily
left join intervals
    on intervals.business_date = kpi_daily.business_date
    and intervals.platform = kpi_daily.platform
    and intervals.kpi = kpi_daily.kpi
left join kpi_doubts
    on kpi_doubts.business_date = kpi_daily.business_date
    and kpi_doubts.platform = kpi_daily.platform
    and kpi_doubts.kpi = kpi_daily.kpi
where kpi_daily.country = 'all' and kpi_daily.region = 'all' and kpi_daily.profile = 'all'
