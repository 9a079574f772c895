/*
description = """The sessions of device_sessions with the person they are of: the known user in it, else the owner of
the device, else the key itself"""
grain = "one row per session_id"
step = "refresh"
table = false
persons = ["device_key", "person_key"]
checks = ["not_null: session_id, person_key"]

[columns]
session_id = "bigint: as in device_sessions"
device_key = "bigint: as in device_sessions"
person_key = "bigint: merged person"
user_id = "string: the merged person's; null for who is no known customer"
first_event_key = "bigint: of its first event"
last_event_key = "bigint: of its last event"
business_date = "date: the shop's calendar date"
started_at = "timestamp: its first event, UTC"
ended_at = "timestamp: its last event, UTC"
events = "bigint: events in it"
product_views = "bigint: Product Viewed events in it"
platform = "string: platform of its first event"
country = "string: country of its first event"
region = "string: region of its first event"
entry_url = "string: its first url"
utm_source = "string: its first campaign source"
utm_medium = "string: its first campaign medium"
utm_campaign = "string: its first campaign name"
*/
select
    device_sessions.session_id,
    device_sessions.device_key,
    coalesce(device_sessions.user_key, identity_map.person_key, device_sessions.device_key) as person_key,
    coalesce(device_sessions.user_id, identity_map.user_id) as user_id,
    device_sessions.first_event_key,
    device_sessions.last_event_key,
    device_sessions.business_date,
    device_sessions.started_at,
    device_sessions.ended_at,
    device_sessions.events,
    device_sessions.product_views,
    device_sessions.platform,
    device_sessions.country,
    device_sessions.region,
    device_sessions.entry_url,
    device_sessions.utm_source,
    device_sessions.utm_medium,
    device_sessions.utm_campaign
from device_sessions
left join identity_map on identity_map.device_key = device_sessions.device_key
