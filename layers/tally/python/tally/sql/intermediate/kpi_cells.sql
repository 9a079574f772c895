/*
description = """Of each KPI of a day the cells that it rests on: their verdicts, and how many of their events nobody
witnessed. Kinds of events that correct others are weighed with those. What counts as a visit and is an order, too, is
a row of each kind. Which events a KPI rests on is told by kpi_events"""
grain = "one row per business_date, platform, kpi, kind of event and cell"
step = "publish"
checks = [
    "unique: business_date, platform, kpi, weighed_with, event_date, event_name, event_platform",
    "not_null: business_date, platform, kpi, weighed_with, severity",
]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform, or all"
kpi = "string: name of the KPI"
weighed_with = "string: the kind of event whose unwitnessed share these count in"
event_date = "date: business date of the cell"
event_name = "string: event of the cell"
event_platform = "string: platform of the cell"
severity = "int: 2 disputed, 1 unaudited, 0 audited"
worst_cells = "bigint: hours that are as bad as the day's worst"
open_cells = "bigint: hours that were not compared yet"
events = "bigint: events of the lake"
unwitnessed_events = "bigint: of these, in unaudited hours"
missing_in_lake = "bigint: ids that only the witness has"
matched = "bigint: ids that both have"
witness_events = "bigint: ids that the witness has"
reason = "string: why, in a sentence; of the worst hour"
*/
with needed as (
    select
        kpi_daily.business_date,
        kpi_daily.platform,
        kpi_daily.kpi,
        kpi_events.event_name,
        kpi_events.weighed_with,
        case when kpi_events.platforms = 'every' then 'all' else kpi_daily.platform end as event_platform,
        date_add('day', kpi_events.days_after, kpi_daily.business_date) as event_date
    from kpi_daily
    inner join kpi_events on kpi_events.kpi = kpi_daily.kpi
    where kpi_daily.country = 'all' and kpi_daily.region = 'all' and kpi_daily.profile = 'all'
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
)
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
