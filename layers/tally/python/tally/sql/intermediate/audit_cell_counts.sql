/*
description = "What both collectors counted in each closed hour, before the audit judges it"
grain = "one row per event_name, hour_at and platform"
step = "audit"
checks = [
    "unique: event_name, hour_at, platform",
    "not_null: event_name, hour_at, platform",
    "expression: missing_in_lake <= witness_events",
    "expression: quarantined <= missing_in_lake",
    "expression: missing_in_witness <= lake_events",
]

[parameters]
from_hour = "timestamp: first hour counted, UTC"
to_hour = "timestamp: first hour no longer counted, UTC"
from_date = "date: lake partitions before it cannot hold an event of these hours"
to_date = "date: lake partitions after it cannot hold an event of these hours"

[columns]
event_name = "string: canonical event name"
hour_at = "timestamp: start of the hour, UTC"
platform = "string: platform, unknown when not sent"
lake_events = "bigint: distinct ids in the lake"
witness_events = "bigint: distinct ids at the witness"
missing_in_lake = "bigint: ids of the witness that the lake lacks"
quarantined = "bigint: of these, ids that are in quarantine"
missing_in_witness = "bigint: ids of the lake that the witness lacks"
duplicates_in_lake = "bigint: ids that the lake holds more than once"
duplicates_in_witness = "bigint: ids that the witness saw more than once"
moved = "bigint: ids that the witness puts in another hour or on another platform"
amount_differs = "bigint: orders whose amounts differ"
lake_amount = "decimal(38,6): revenue of the orders in the lake"
witness_amount = "decimal(38,6): amounts of the orders at the witness"
missing_amount = "decimal(38,6): amounts of the orders that the lake lacks"
*/
with lake_ids as (
    select
        event_name,
        id_hash,
        min(occurred_at) as occurred_at,
        min(coalesce(nullif(nullif(platform, 'all'), ''), 'unknown')) as platform,
        max(case when event_name = 'Order Completed' then revenue end) as amount
    from events
    where business_date between :from_date and :to_date
    group by event_name, id_hash
),

witness_ids as (
    select
        event_name,
        id_hash,
        min(occurred_at) as occurred_at,
        min(coalesce(nullif(nullif(platform, 'all'), ''), 'unknown')) as platform,
        max(case when event_name = 'Order Completed' then amount end) as amount
    from witness_events
    group by event_name, id_hash
),

counted as (
    select
        event_name,
        cast(date_trunc('hour', occurred_at) as timestamp) as hour_at,
        platform,
        'lake' as counted_as,
        count(*) as ids,
        sum(amount) as amount
    from lake_ids
    group by event_name, cast(date_trunc('hour', occurred_at) as timestamp), platform
    union all
    select
        event_name,
        cast(date_trunc('hour', occurred_at) as timestamp) as hour_at,
        platform,
        'witness' as counted_as,
        count(*) as ids,
        sum(amount) as amount
    from witness_ids
    group by event_name, cast(date_trunc('hour', occurred_at) as timestamp), platform
    union all
    select
        event_name,
        hour_at,
        platform,
        kind as counted_as,
        count(*) as ids,
        sum(witness_amount) as amount
    from audit_ids
    group by event_name, hour_at, platform, kind
    union all
    select
        event_name,
        hour_at,
        platform,
        'quarantined' as counted_as,
        count(*) as ids,
        cast(null as decimal(38, 6)) as amount
    from audit_ids
    where quarantine_reason is not null
    group by event_name, hour_at, platform
),

cells as (
    select
        event_name,
        hour_at,
        platform,
        cast(sum(case when counted_as = 'lake' then ids else 0 end) as bigint) as lake_events,
        cast(sum(case when counted_as = 'witness' then ids else 0 end) as bigint) as witness_events,
        cast(sum(case when counted_as = 'missing_in_lake' then ids else 0 end) as bigint) as missing_in_lake,
        cast(sum(case when counted_as = 'quarantined' then ids else 0 end) as bigint) as quarantined,
        cast(sum(case when counted_as = 'missing_in_witness' then ids else 0 end) as bigint)
            as missing_in_witness,
        cast(sum(case when counted_as = 'duplicate_in_lake' then ids else 0 end) as bigint)
            as duplicates_in_lake,
        cast(sum(case when counted_as = 'duplicate_in_witness' then ids else 0 end) as bigint)
            as duplicates_in_witness,
        cast(sum(case when counted_as in ('moved_hour', 'moved_platform') then ids else 0 end) as bigint)
            as moved,
        cast(sum(case when counted_as = 'amount_differs' then ids else 0 end) as bigint) as amount_differs,
        cast(sum(case when counted_as = 'lake' then amount end) as decimal(38, 6)) as lake_amount,
        cast(sum(case when counted_as = 'witness' then amount end) as decimal(38, 6)) as witness_amount,
        cast(sum(case when counted_as = 'missing_in_lake' then amount end) as decimal(38, 6))
            as missing_amount
    from counted
    group by event_name, hour_at, platform
)

select *
from cells
where hour_at >= :from_hour and hour_at < :to_hour
