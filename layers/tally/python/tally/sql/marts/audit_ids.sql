/*
description = "Event ids on which the lake and the witness differ, in closed hours; ids that agree are not listed"
grain = "one row per event_name, id_hash and kind of difference"
step = "audit"
checks = [
    "unique: event_name, id_hash, kind",
    "not_null: event_name, hour_at, platform, id_hash, kind",
    "accepted_values: kind: missing_in_lake, missing_in_witness, duplicate_in_lake, duplicate_in_witness, amount_differs, moved_hour, moved_platform",
]

[parameters]
from_hour = "timestamp: first hour compared, UTC"
to_hour = "timestamp: first hour no longer compared, UTC: hours from here on are still open"
from_date = "date: lake partitions before it cannot hold an event of these hours"
to_date = "date: lake partitions after it cannot hold an event of these hours"

[columns]
event_name = "string: canonical event name"
hour_at = "timestamp: start of the hour, UTC; the witness's for missing_in_lake and duplicate_in_witness, else the lake's"
platform = "string: of the same side as hour_at; unknown when not sent"
event_id = "string: the id that the app gave to both collectors"
id_hash = "bigint: xxHash64 of event_id, what the two sides were joined on"
kind = "string: how the sides differ"
lake_at = "timestamp: occurred_at in the lake, UTC; null when the lake lacks the id"
witness_at = "timestamp: occurred_at at the witness, UTC; null when the witness lacks the id"
lake_copies = "bigint: rows of the lake with this id, of devices or of servers, whichever are more"
witness_copies = "bigint: sightings of this id"
lake_amount = "decimal(20,6): revenue in the lake, else total, on Order Completed"
witness_amount = "decimal(20,6): amount at the witness, on Order Completed"
quarantine_reason = "string: on missing_in_lake: why the event is in quarantine, if it is there"
*/
with lake_ids as (
    select
        event_name,
        id_hash,
        min(event_id) as event_id,
        min(occurred_at) as occurred_at,
        min(coalesce(nullif(nullif(platform, 'all'), ''), 'unknown')) as platform,
        max(case when event_name = 'Order Completed' then coalesce(revenue, total) end) as amount,
        -- A device and a server may tell one event under one id: neither told it more than once.
        greatest(
            count_if(coalesce(sender, 'device') <> 'server'),
            count_if(coalesce(sender, 'device') = 'server')
        ) as copies
    from events
    where business_date between :from_date and :to_date
    group by event_name, id_hash
),

witness_ids as (
    select
        event_name,
        id_hash,
        min(event_id) as event_id,
        min(occurred_at) as occurred_at,
        min(coalesce(nullif(nullif(platform, 'all'), ''), 'unknown')) as platform,
        max(case when event_name = 'Order Completed' then amount end) as amount,
        count(*) as copies
    from witness_events
    group by event_name, id_hash
),

pairs as (
    select
        coalesce(lake.event_name, witness.event_name) as event_name,
        coalesce(lake.id_hash, witness.id_hash) as id_hash,
        coalesce(lake.event_id, witness.event_id) as event_id,
        cast(date_trunc('millisecond', lake.occurred_at) as timestamp) as lake_at,
        cast(date_trunc('millisecond', witness.occurred_at) as timestamp) as witness_at,
        cast(date_trunc('hour', lake.occurred_at) as timestamp) as lake_hour_at,
        cast(date_trunc('hour', witness.occurred_at) as timestamp) as witness_hour_at,
        lake.platform as lake_platform,
        witness.platform as witness_platform,
        lake.copies as lake_copies,
        witness.copies as witness_copies,
        lake.amount as lake_amount,
        witness.amount as witness_amount,
        case
            when lake.id_hash is null or witness.amount is null then false
            else coalesce(lake.amount <> witness.amount, true)
        end as amount_differs
    from lake_ids as lake
    full outer join witness_ids as witness
        on lake.event_name = witness.event_name and lake.id_hash = witness.id_hash
),

differing as (
    select *
    from pairs
    where lake_at is null
        or witness_at is null
        or lake_copies > 1
        or witness_copies > 1
        or lake_hour_at <> witness_hour_at
        or lake_platform <> witness_platform
        or amount_differs
),

by_kind as (
    select
        event_name,
        case
            when kind in ('missing_in_lake', 'duplicate_in_witness') then witness_hour_at
            else lake_hour_at
        end as hour_at,
        case
            when kind in ('missing_in_lake', 'duplicate_in_witness') then witness_platform
            else lake_platform
        end as platform,
        event_id,
        id_hash,
        kind,
        lake_at,
        witness_at,
        lake_copies,
        witness_copies,
        lake_amount,
        witness_amount
    from differing
    cross join (
        values
        ('missing_in_lake'),
        ('missing_in_witness'),
        ('duplicate_in_lake'),
        ('duplicate_in_witness'),
        ('amount_differs'),
        ('moved_hour'),
        ('moved_platform')
    ) as kinds (kind)
    where case kind
            when 'missing_in_lake' then lake_at is null
            when 'missing_in_witness' then witness_at is null
            when 'duplicate_in_lake' then coalesce(lake_copies, 0) > 1
            when 'duplicate_in_witness' then coalesce(witness_copies, 0) > 1
            when 'amount_differs' then amount_differs
            when 'moved_hour' then coalesce(lake_hour_at <> witness_hour_at, false)
            else coalesce(lake_hour_at = witness_hour_at and lake_platform <> witness_platform, false)
        end
),

quarantined as (
    select id_hash, min(reason) as reason
    from quarantine
    where id_hash is not null
    group by id_hash
)

select
    by_kind.event_name,
    by_kind.hour_at,
    by_kind.platform,
    by_kind.event_id,
    by_kind.id_hash,
    by_kind.kind,
    by_kind.lake_at,
    by_kind.witness_at,
    by_kind.lake_copies,
    by_kind.witness_copies,
    by_kind.lake_amount,
    by_kind.witness_amount,
    case when by_kind.kind = 'missing_in_lake' then quarantined.reason end as quarantine_reason
from by_kind
left join quarantined on quarantined.id_hash = by_kind.id_hash
where by_kind.hour_at >= :from_hour and by_kind.hour_at < :to_hour
