/*
description = """Events that a device and a server told under one event id: the server's copies. They count nowhere, as the
device's do. Copies are of one device, of one person at the server, and all within a day; else the id tells nothing. Orders
have rules of their own, and identity events name their pairs themselves
(docs/decisions/0021-one-event-told-by-browser-and-server.md)"""
grain = "one row per event of a server that is a copy of a device's"
step = "refresh"
checks = [
    "unique: event_key, business_date",
    "not_null: event_key, event_id, event_name, occurred_at, received_at, business_date, sent_person_key",
]

[parameters]
copy_window = "interval: the longest time between the first and the last copy"

[columns]
event_key = "bigint: the server's copy: what makes it one event (dedup_key)"
event_id = "string: id given by both"
event_name = "string: canonical name"
occurred_at = "timestamp: when it happened by the server's clock, UTC"
received_at = "timestamp: when the server's copy arrived, UTC"
business_date = "date: of the server's copy, in the shop's time zone"
sent_person_key = "bigint: the person as the server sent it"
user_id = "string: the server's known customer"
device_id = "string: the device that told it, where it knew no user"
sent_device_id = "string: device that the server named itself"
*/
with server_ids as (
    select id_hash, event_name
    from events
    where
        sender = 'server'
        and sent_person_key is not null
        and substr(event_name, 1, 6) <> 'Order '
        and event_name not in ('$identify', '$create_alias', '$merge', '$alias')
    group by id_hash, event_name
),

copies as (
    select
        events.dedup_key as event_key,
        events.event_id,
        events.id_hash,
        events.event_name,
        -- As stg_events has them.
        cast(date_trunc('millisecond', events.occurred_at) as timestamp) as occurred_at,
        cast(date_trunc('millisecond', events.received_at) as timestamp) as received_at,
        events.business_date,
        events.sent_person_key,
        events.user_id,
        events.device_id,
        coalesce('$device:' || events.device_id, events.distinct_id) as device,
        coalesce(events.sender, 'device') as sender
    from events
    -- Servers tell few events, and an id is joined once: a million copies of one id are a million rows.
    inner join server_ids
        on server_ids.id_hash = events.id_hash and server_ids.event_name = events.event_name
    where coalesce(events.sender, 'device') in ('device', 'server') and events.sent_person_key is not null
),

compared as (
    select
        *,
        min(case when sender = 'device' then device end) over of_id as first_device,
        max(case when sender = 'device' then device end) over of_id as last_device,
        max(case when sender = 'device' then device_id end) over of_id as told_device_id,
        max(case when sender = 'device' then user_id end) over of_id as told_user_id,
        min(case when sender = 'server' then sent_person_key end) over of_id as first_person,
        max(case when sender = 'server' then sent_person_key end) over of_id as last_person,
        min(occurred_at) over of_id as first_at,
        max(occurred_at) over of_id as last_at
    from copies
    window of_id as (partition by id_hash, event_name, event_id)
)
select
    event_key,
    event_id,
    event_name,
    occurred_at,
    received_at,
    business_date,
    sent_person_key,
    user_id,
    case when told_user_id is null then told_device_id end as device_id,
    device_id as sent_device_id
from compared
where
    sender = 'server'
    and first_device = last_device
    and first_person = last_person
    and last_at <= first_at + :copy_window
