/*
description = """What the audit says of a day's events: its hourly cells of one event and platform taken
together, the worst one speaking for them. Hours that the lake has events of and the audit did not look at
(still open, say) count as unaudited."""
grain = "one row per business_date, event_name and platform"
step = "publish"
checks = [
    "unique: business_date, event_name, platform",
    "not_null: business_date, event_name, platform, verdict, reason",
    "accepted_values: verdict: audited, disputed, unaudited",
    "expression: unwitnessed_events <= events",
]

[columns]
business_date = "date: the shop's calendar date"
event_name = "string: canonical event name"
platform = "string: platform of the events"
verdict = "string: of the worst cell: disputed, unaudited or audited"
worst_cells = "bigint: cells as bad as that"
open_cells = "bigint: cells that the audit did not look at"
events = "bigint: ids of the lake in the cells that it looked at"
unwitnessed_events = "bigint: of these, ids in unaudited cells: the witness was silent there, or saw less than half"
missing_in_lake = "bigint: ids of the witness that the lake lacks"
matched = "bigint: ids of the witness that the lake has"
witness_events = "bigint: ids of the witness"
reason = "string: of the worst cell, with its event, local hour and platform"
*/
with lake_hours as (
    select
        event_name,
        cast(date_trunc('hour', occurred_at) as timestamp) as hour_at,
        platform,
        min(business_date) as business_date
    from stg_events
    group by event_name, cast(date_trunc('hour', occurred_at) as timestamp), platform
),
cells as (
    select
        coalesce(audit_cells.business_date, lake_hours.business_date) as business_date,
        coalesce(audit_cells.event_name, lake_hours.event_name) as event_name,
        coalesce(audit_cells.platform, lake_hours.platform) as platform,
        coalesce(audit_cells.hour_at, lake_hours.hour_at) as hour_at,
        case audit_cells.verdict when 'disputed' then 2 when 'audited' then 0 else 1 end as severity,
        audit_cells.verdict is null as is_open,
        coalesce(audit_cells.lake_events, 0) as events,
        if(audit_cells.verdict = 'unaudited', coalesce(audit_cells.lake_events, 0), 0) as unwitnessed_events,
        coalesce(audit_cells.missing_in_lake, 0) as missing_in_lake,
        coalesce(audit_cells.matched, 0) as matched,
        coalesce(audit_cells.witness_events, 0) as witness_events,
        coalesce(lpad(cast(audit_cells.local_hour as varchar), 2, '0') || ':00', 'an hour')
            as local_hour,
        coalesce(audit_cells.reason, 'not compared, the hour was still open when the audit ran') as reason
    from lake_hours
    full outer join audit_cells
        on audit_cells.event_name = lake_hours.event_name
        and audit_cells.hour_at = lake_hours.hour_at
        and audit_cells.platform = lake_hours.platform
),
ranked as (
    select
        *,
        row_number() over (
            partition by business_date, event_name, platform
            order by severity desc, is_open desc, missing_in_lake desc, unwitnessed_events desc, hour_at
        ) as place,
        max(severity) over (partition by business_date, event_name, platform) as worst
    from cells
)
select
    business_date,
    event_name,
    platform,
    case max(severity) when 2 then 'disputed' when 1 then 'unaudited' else 'audited' end as verdict,
    count_if(severity = worst) as worst_cells,
    count_if(is_open) as open_cells,
    cast(sum(events) as bigint) as events,
    cast(sum(unwitnessed_events) as bigint) as unwitnessed_events,
    cast(sum(missing_in_lake) as bigint) as missing_in_lake,
    cast(sum(matched) as bigint) as matched,
    cast(sum(witness_events) as bigint) as witness_events,
    max(
        case
            when place = 1 then event_name || ' at ' || local_hour || ' on ' || platform || ': ' || reason
        end
    ) as reason
from ranked
group by business_date, event_name, platform
