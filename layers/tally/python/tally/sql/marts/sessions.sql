/*
description = """Visits in a row of one merged person, on whatever device: a session ends after more than 30
minutes without an event, and at the shop's midnight."""
grain = "one row per session_id"
step = "refresh"
checks = [
    "unique: session_id",
    "not_null: session_id, person_key, business_date, started_at, ended_at, platform, country, had_order",
    "expression: ended_at >= started_at",
]

[parameters]
session_gap = "interval: the longest time between two events of a session"

[columns]
session_id = "string: person_key and start in epoch milliseconds: the same in every build"
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
with visits_in_a_row as (
    select
        person_events.person_key,
        person_events.event_key,
        person_events.event_id,
        person_events.event_name,
        person_events.occurred_at,
        person_events.business_date,
        person_events.platform,
        person_events.country,
        person_events.url,
        person_events.utm_source,
        person_events.utm_medium,
        person_events.utm_campaign,
        orders.order_id is not null and not orders.is_cancelled as is_order
    from person_events
    left join orders
        on orders.event_key = person_events.event_key and orders.business_date = person_events.business_date
    where person_events.is_visit
),
starts as (
    select
        *,
        case
            when occurred_at <= lag(occurred_at) over in_time + :session_gap
                and business_date = lag(business_date) over in_time
            then 0
            else 1
        end as is_start,
        row_number() over in_time as place
    from visits_in_a_row
    window in_time as (partition by person_key order by occurred_at, event_id, event_key)
),
numbered as (
    select
        *,
        sum(is_start) over (partition by person_key order by place rows unbounded preceding) as session_number
    from starts
),
grouped as (
    select
        person_key,
        min(business_date) as business_date,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        count(*) as events,
        count_if(event_name = 'Product Viewed') as product_views,
        min_by(platform, place) as platform,
        min_by(country, place) as country,
        min_by(url, place) filter (where url is not null) as entry_url,
        min_by(utm_source, place) filter (where utm_source is not null) as utm_source,
        min_by(utm_medium, place) filter (where utm_medium is not null) as utm_medium,
        min_by(utm_campaign, place) filter (where utm_campaign is not null) as utm_campaign,
        count_if(is_order) > 0 as had_order
    from numbered
    group by person_key, session_number
)
select
    cast(person_key as varchar) || '-'
    || cast(date_diff('millisecond', timestamp '1970-01-01 00:00:00', started_at) as varchar) as session_id,
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
from grouped
