/*
description = """The lake's events as of this build: the few columns that models need, milliseconds, no
empty dimension. Events of nobody are left out, but for orders: each of those is a person of its own. So is the server's
copy of what a device told, too (told_twice)"""
grain = "one row per event of somebody, or of an order"
step = "refresh"
persons = ["sent_person_key", "device_key"]
checks = [
    "unique: event_key, business_date",
    "not_null: event_key, event_id, event_name, occurred_at, business_date, sent_person_key",
]

[columns]
event_key = "bigint: what makes it one event (dedup_key); breaks ties"
event_id = "string: id given by the client"
event_name = "string: canonical name"
occurred_at = "timestamp: when it happened, UTC"
received_at = "timestamp: when it arrived, UTC"
business_date = "date: the same in the shop's time zone"
device_id = "string: anonymous browser or app installation"
user_id = "string: known customer"
sent_person_key = "bigint: the person as sent, before identity_map"
device_key = "bigint: of the device, where there is one, else the person as sent: what sessions are of"
platform = "string: web, ios, android, server, store or unknown; of all, the totals' name, too"
country = "string: ISO 3166 code or unknown; likewise"
region = "string: region or state as sent, or unknown"
url = "string: address of the page"
utm_source = "string: campaign source"
utm_medium = "string: campaign medium"
utm_campaign = "string: campaign name"
sender = "string: device, server or bot: what sent it"
is_visit = "boolean: somebody was there, by visit_kinds"
*/
select
    events.dedup_key as event_key,
    events.event_id,
    events.event_name,
    -- Iceberg keeps microseconds, a build's Parquet milliseconds: cut, never round into the next day.
    cast(date_trunc('millisecond', events.occurred_at) as timestamp) as occurred_at,
    cast(date_trunc('millisecond', events.received_at) as timestamp) as received_at,
    events.business_date,
    events.device_id,
    events.user_id,
    coalesce(events.sent_person_key, events.dedup_key) as sent_person_key,
    case
        when events.device_id is null or events.user_id is null
        then coalesce(events.sent_person_key, events.dedup_key)
        else from_big_endian_64(xxhash64(to_utf8('$device:' || events.device_id)))
    end as device_key,
    -- 'all' is the name of the totals of a platform or country: nobody may send a part of that name.
    coalesce(nullif(nullif(events.platform, 'all'), ''), 'unknown') as platform,
    coalesce(nullif(nullif(events.country, 'all'), ''), 'unknown') as country,
    coalesce(nullif(events.region, ''), 'unknown') as region,
    nullif(events.url, '') as url,
    nullif(events.utm_source, '') as utm_source,
    nullif(events.utm_medium, '') as utm_medium,
    nullif(events.utm_campaign, '') as utm_campaign,
    coalesce(events.sender, 'device') as sender,
    -- A name that a commit brings while this is built waits for the next night.
    coalesce(visit_kinds.is_visit, false) as is_visit
from events
left join visit_kinds
    on visit_kinds.event_name = events.event_name
    and visit_kinds.sender = coalesce(events.sender, 'device')
left join told_twice
    on told_twice.event_key = events.dedup_key
    and told_twice.business_date = events.business_date
where
    told_twice.event_key is null
    and (
        events.sent_person_key is not null
        or events.event_name in ('Order Completed', 'Order Updated', 'Order Cancelled', 'Order Refunded')
    )
