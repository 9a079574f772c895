/*
description = """How often each event happened on each day, of the lake as of this build: copies, test orders and events
of nobody count, for they arrived"""
grain = "one row per business_date and event_name"
step = "refresh"
checks = ["unique: business_date, event_name", "not_null: business_date, event_name, first_at, last_at"]

[columns]
business_date = "date: in the shop's time zone"
event_name = "string: canonical name"
events = "bigint: how many"
first_at = "timestamp: of the first, UTC"
last_at = "timestamp: of the last, UTC"
*/
select
    business_date,
    event_name,
    count(*) as events,
    -- Iceberg keeps microseconds, a build's Parquet milliseconds.
    cast(date_trunc('millisecond', min(occurred_at)) as timestamp) as first_at,
    cast(date_trunc('millisecond', max(occurred_at)) as timestamp) as last_at
from events
group by business_date, event_name
