/*
description = """What departs from the tracking plan, hour by hour, and which SDK sent it. Counted are the
events of the lake, which were observed, and those in quarantine, which were refused; a delivery repeated by
the queue counts once. An event with three violations is in three rows. A build goes 35 days back"""
grain = "one row per hour, event, violation, SDK version, platform, source and is_refused"
step = "refresh"
checks = [
    "unique: hour_at, event_name, kind, property, sdk, sdk_version, platform, source, is_refused",
    "not_null: hour_at, kind, sdk, events, sample_event_id",
    "expression: events > 0",
]

[columns]
hour_at = "timestamp: hour in which the events arrived, UTC"
event_name = "string: canonical name"
kind = "string: unplanned_event, missing_property, wrong_type, unplanned_property, not_allowed, or what landing noted: odd_value, unknown_label, placeholder_id, plain_email"
property = "string: the property as sent, empty for an unplanned event"
sdk = "string: library that sent it (mp_lib, context.library), else the protocol"
sdk_version = "string: its version, empty where it tells none"
platform = "string: web, ios, android, server, store or unknown"
source = "string: name of the write key"
is_refused = "boolean: the events went to quarantine, by the plan or for another reason"
events = "bigint: how many"
sample_event_id = "string: one of them"

[parameters]
since = "timestamp: arrivals from here on, UTC"
since_dt = "string: quarantine's partitions before it cannot hold such arrivals"
*/
with departed as (
    select
        cast(dedup_key as varchar) as arrival,
        event_id,
        event_name,
        received_at,
        platform,
        source,
        protocol,
        properties,
        violations,
        false as is_refused
    from events
    where violations is not null and received_at >= :since
    union all
    select
        quarantine_id as arrival,
        event_id,
        event_name,
        received_at,
        platform,
        source,
        protocol,
        properties,
        violations,
        true as is_refused
    from quarantine
    where violations is not null and received_at >= :since and dt >= :since_dt
),
each as (
    select
        departed.arrival,
        departed.event_id,
        departed.event_name,
        cast(date_trunc('hour', departed.received_at) as timestamp) as hour_at,
        coalesce(nullif(departed.platform, ''), 'unknown') as platform,
        departed.source,
        coalesce(
            json_extract_scalar(departed.properties, '$.mp_lib'),
            json_extract_scalar(departed.properties, '$.context.library.name'),
            departed.protocol
        ) as sdk,
        coalesce(
            json_extract_scalar(departed.properties, '$["$lib_version"]'),
            json_extract_scalar(departed.properties, '$.context.library.version'),
            ''
        ) as sdk_version,
        departed.is_refused,
        found.violation,
        strpos(found.violation, ':') as colon
    from departed
    cross join unnest(departed.violations) as found (violation)
)
select
    hour_at,
    event_name,
    if(colon = 0, violation, substr(violation, 1, colon - 1)) as kind,
    if(colon = 0, '', substr(violation, colon + 1)) as property,
    sdk,
    sdk_version,
    platform,
    source,
    is_refused,
    count(distinct arrival) as events,
    min(event_id) as sample_event_id
from each
group by 1, 2, 3, 4, 5, 6, 7, 8, 9
