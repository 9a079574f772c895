/*
description = """The events of stg_events with the person they belong to: the owner of their key by identity_map,
else the key itself. Everything that counts people starts here"""
grain = "one row per event of somebody, or of an order"
step = "refresh"
table = false
persons = ["device_key", "sent_person_key", "person_key"]
checks = ["not_null: event_key, person_key, sent_person_key, business_date, occurred_at"]

[columns]
event_key = "bigint: as in stg_events"
event_id = "string: id given by the client"
event_name = "string: canonical name"
occurred_at = "timestamp: when it happened, UTC"
business_date = "date: the same in the shop's time zone"
device_key = "bigint: as in stg_events"
sent_person_key = "bigint: the person as sent"
person_key = "bigint: merged person"
user_id = "string: the merged person's; null for who is no known customer"
platform = "string: as in stg_events"
country = "string: as in stg_events"
region = "string: as in stg_events"
url = "string: address of the page"
utm_source = "string: campaign source"
utm_medium = "string: campaign medium"
utm_campaign = "string: campaign name"
sender = "string: device, server or bot"
is_visit = "boolean: as in stg_events"
*/
select
    stg_events.event_key,
    stg_events.event_id,
    stg_events.event_name,
    stg_events.occurred_at,
    stg_events.business_date,
    stg_events.device_key,
    stg_events.sent_person_key,
    coalesce(identity_map.person_key, stg_events.sent_person_key) as person_key,
    coalesce(
        identity_map.user_id,
        case when substr(stg_events.user_id, 1, 8) <> '$device:' then stg_events.user_id end
    ) as user_id,
    stg_events.platform,
    stg_events.country,
    stg_events.region,
    stg_events.url,
    stg_events.utm_source,
    stg_events.utm_medium,
    stg_events.utm_campaign,
    stg_events.sender,
    stg_events.is_visit
from stg_events
left join identity_map on identity_map.device_key = stg_events.sent_person_key
