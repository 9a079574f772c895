/*
description = """The lake's events as of this build: the few columns that models need, milliseconds, no
empty dimension. Events of nobody are left out, but for orders: each of those is a person of its own"""
grain = "one row per event of somebody, or of an order"
step = "refresh"
checks = [
    "unique: event_key, business_date",
    "not_null: event_key, event_id, event_name, occurred_at, business_date, person_key",
]

[columns]
event_key = "bigint: what makes it one event (dedup_key); breaks ties"
event_id = "string: id given by the client"
event_name = "string: canonical name"
occurred_at = "timestamp: when it happened, UTC"
business_date = "date: the same in the shop's time zone"
device_id = "string: anonymous browser or app installation"
user_id = "string: known customer"
person_key = "bigint: the person as sent, before identity_map"
platform = "string: web, ios, android, server, store or unknown"
country = "string: ISO 3166 code or unknown"
url = "string: address of the page"
utm_source = "string: campaign source"
utm_medium = "string: campaign medium"
utm_campaign = "string: campaign name"
is_visit = "boolean: somebody was there: no identity call, nor what the shop does to an order"
*/
select
    dedup_key as event_key,
    event_id,
    event_name,
    -- Iceberg keeps microseconds, a build's Parquet milliseconds: cut, never round into the next day.
    cast(date_trunc('millisecond', occurred_at) as timestamp) as occurred_at,
    business_date,
    device_id,
    user_id,
    coalesce(person_key, dedup_key) as person_key,
    coalesce(platform, 'unknown') as platform,
    coalesce(country, 'unknown') as country,
    url,
    utm_source,
    utm_medium,
    utm_campaign,
    event_name not in (
        '$identify', '$create_alias', '$merge', '$alias', '$group', 'Order Cancelled', 'Order Refunded',
        'Order Updated'
    ) as is_visit
from events
where
    person_key is not null
    or event_name in ('Order Completed', 'Order Cancelled', 'Order Refunded')
