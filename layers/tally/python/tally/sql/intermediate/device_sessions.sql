/*
description = """Visits in a row on one device (where there is none, of one id as sent): a session ends after more than
30 minutes without a visit, at the shop's midnight, and when another known user appears on the device. Only its own
events decide, so it stays the same when people are merged later"""
grain = "one row per session_id"
step = "refresh"
persons = ["device_key", "user_key"]
checks = [
    "unique: session_id",
    "not_null: session_id, device_key, business_date, started_at, ended_at, platform, country, region",
    "not_null: first_event_key, last_event_key",
    "expression: ended_at >= started_at",
]

[parameters]
session_gap = "interval: the longest time between two events of a session"

[columns]
session_id = "bigint: hash of device_key and of its first event: the same in every build"
device_key = "bigint: as in stg_events"
user_key = "bigint: sent_person_key of the known user in it, if there is one"
user_id = "string: that user"
first_event_key = "bigint: of its first event: events of one millisecond are in the order of their keys"
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
with visits_in_a_row as (
    select
        device_key,
        case when substr(user_id, 1, 8) <> '$device:' then sent_person_key end as user_key,
        case when substr(user_id, 1, 8) <> '$device:' then user_id end as user_id,
        event_key,
        event_name = 'Product Viewed' as is_product_view,
        occurred_at,
        business_date,
        platform,
        country,
        region,
        url,
        utm_source,
        utm_medium,
        utm_campaign
    from stg_events
    where is_visit
),
-- All windows have one order: Trino sorts once for them.
starts as (
    select
        *,
        case
            when occurred_at <= lag(occurred_at) over in_time + :session_gap
                and business_date = lag(business_date) over in_time
            then 0
            else 1
        end as is_start,
        row_number() over in_time as place,
        last_value(user_key) ignore nulls over (
            partition by device_key
            order by occurred_at, event_key
            rows between unbounded preceding and 1 preceding
        ) as known_before,
        first_value(user_key) ignore nulls over (
            partition by device_key
            order by occurred_at, event_key
            rows between 1 following and unbounded following
        ) as known_after
    from visits_in_a_row
    window in_time as (partition by device_key order by occurred_at, event_key)
),
stretches as (
    select
        *,
        last_value(case when is_start = 1 then place end) ignore nulls over until_now as start_place,
        last_value(case when user_key is not null then place end) ignore nulls over until_now as known_place,
        sum(case when user_key <> known_before then 1 else 0 end) over until_now as changes
    from starts
    window until_now as (
        partition by device_key
        order by occurred_at, event_key
        rows between unbounded preceding and current row
    )
),
-- Visits of a stretch before its first known user are of that one's session: where it differs from the last
-- user of the device, that change is still to be counted.
numbered as (
    select
        *,
        case
            when known_place >= start_place or known_before is null then changes
            when known_before = known_after then changes
            else changes + 1
        end as users
    from stretches
),
grouped as (
    select
        device_key,
        min(user_key) as user_key,
        min(user_id) as user_id,
        min_by(event_key, place) as first_event_key,
        max_by(event_key, place) as last_event_key,
        min(business_date) as business_date,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        count(*) as events,
        count_if(is_product_view) as product_views,
        min_by(platform, place) as platform,
        min_by(country, place) as country,
        min_by(region, place) as region,
        min_by(url, place) filter (where url is not null) as entry_url,
        min_by(utm_source, place) filter (where utm_source is not null) as utm_source,
        min_by(utm_medium, place) filter (where utm_medium is not null) as utm_medium,
        min_by(utm_campaign, place) filter (where utm_campaign is not null) as utm_campaign
    from numbered
    group by device_key, start_place, users
)
select
    from_big_endian_64(
        xxhash64(to_utf8(cast(device_key as varchar) || '-' || cast(first_event_key as varchar)))
    ) as session_id,
    device_key,
    user_key,
    user_id,
    first_event_key,
    last_event_key,
    business_date,
    started_at,
    ended_at,
    events,
    product_views,
    platform,
    country,
    region,
    entry_url,
    utm_source,
    utm_medium,
    utm_campaign
from grouped
