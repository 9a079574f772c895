/*
description = """The sessions of device_sessions with the person they are of: the known user in it, else the owner of
the device, else the key itself. Which orders lie in it is told in order_visits. Events of a device's owner may lie in
the session of another user of it"""
grain = "one row per session_id"
step = "refresh"
persons = ["device_key", "person_key"]
checks = [
    "unique: session_id",
    "not_null: session_id, device_key, person_key, business_date, started_at, ended_at, platform, country, had_order",
    "expression: ended_at >= started_at",
]

[columns]
session_id = "bigint: as in device_sessions: the same in every build, whoever is merged"
device_key = "bigint: as in device_sessions"
person_key = "bigint: merged person"
user_id = "string: the merged person's; null for who is no known customer"
business_date = "date: the shop's calendar date"
started_at = "timestamp: its first event, UTC"
ended_at = "timestamp: its last event, UTC"
duration_s = "double: seconds between them"
events = "bigint: events in it"
product_views = "bigint: Product Viewed events in it"
platform = "string: platform of its first event"
country = "string: country of its first event"
region = "string: region of its first event"
entry_url = "string: its first url"
utm_source = "string: its first campaign source"
utm_medium = "string: its first campaign medium"
utm_campaign = "string: its first campaign name"
had_order = "boolean: an order that was not cancelled was placed in it"
*/
with ordered as (
    select session_id
    from orders
    where session_id is not null and not is_cancelled
    group by session_id
)
select
    merged_sessions.session_id,
    merged_sessions.device_key,
    merged_sessions.person_key,
    merged_sessions.user_id,
    merged_sessions.business_date,
    merged_sessions.started_at,
    merged_sessions.ended_at,
    cast(date_diff('millisecond', merged_sessions.started_at, merged_sessions.ended_at) as double) / 1e3
        as duration_s,
    merged_sessions.events,
    merged_sessions.product_views,
    merged_sessions.platform,
    merged_sessions.country,
    merged_sessions.region,
    merged_sessions.entry_url,
    merged_sessions.utm_source,
    merged_sessions.utm_medium,
    merged_sessions.utm_campaign,
    ordered.session_id is not null as had_order
from merged_sessions
left join ordered on ordered.session_id = merged_sessions.session_id
