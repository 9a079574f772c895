/*
description = """The sessions of device_sessions with the person they are of: the known user in it, else the owner of
the device, else the key itself. An order that no event of a session tells, but a server, lies in the session of its
person that began last before it, unless that had ended 30 minutes before, or on another day"""
grain = "one row per session_id"
step = "refresh"
checks = [
    "unique: session_id",
    "not_null: session_id, device_key, person_key, business_date, started_at, ended_at, platform, country, had_order",
    "expression: ended_at >= started_at",
]

[parameters]
session_gap = "interval: the longest time between a session's last event and an order that a server tells"

[columns]
session_id = "bigint: as in device_sessions: the same in every build, whoever is merged"
device_key = "bigint: as in device_sessions"
person_key = "bigint: merged person"
business_date = "date: the shop's calendar date"
started_at = "timestamp: its first event, UTC"
ended_at = "timestamp: its last event, UTC"
duration_s = "double: seconds between them"
events = "bigint: events in it"
product_views = "bigint: Product Viewed events in it"
platform = "string: platform of its first event"
country = "string: country of its first event"
entry_url = "string: its first url"
utm_source = "string: its first campaign source"
utm_medium = "string: its first campaign medium"
utm_campaign = "string: its first campaign name"
had_order = "boolean: an order that was not cancelled was placed in it"
*/
with moments as (
    select
        device_sessions.session_id,
        device_sessions.device_key,
        coalesce(device_sessions.user_key, identity_map.person_key, device_sessions.device_key) as person_key,
        device_sessions.business_date,
        device_sessions.started_at,
        device_sessions.ended_at,
        device_sessions.events,
        device_sessions.product_views,
        device_sessions.platform,
        device_sessions.country,
        device_sessions.entry_url,
        device_sessions.utm_source,
        device_sessions.utm_medium,
        device_sessions.utm_campaign,
        device_sessions.had_order,
        0 as is_order
    from device_sessions
    left join identity_map on identity_map.device_key = device_sessions.device_key
    union all
    select
        0, 0, person_key, business_date, ordered_at, ordered_at, 0, 0, '', '', '', '', '', '', false, 1
    from orders
    where visit_event_key is null and not is_cancelled
),
followed as (
    select
        *,
        -- Backwards, because a frame that only grows is one pass in Trino.
        min(case when is_order = 1 then started_at end) over later as next_order_at,
        min(case when is_order = 0 then started_at end) over later as next_session_at
    from moments
    window later as (
        partition by person_key, business_date
        order by started_at desc, is_order desc, session_id
        rows between unbounded preceding and 1 preceding
    )
)
select
    session_id,
    device_key,
    person_key,
    business_date,
    started_at,
    ended_at,
    cast(date_diff('millisecond', started_at, ended_at) as double) / 1e3 as duration_s,
    events,
    product_views,
    platform,
    country,
    entry_url,
    utm_source,
    utm_medium,
    utm_campaign,
    had_order
    or coalesce(
        next_order_at <= ended_at + :session_gap
        and (next_session_at is null or next_order_at < next_session_at),
        false
    ) as had_order
from followed
where is_order = 0
