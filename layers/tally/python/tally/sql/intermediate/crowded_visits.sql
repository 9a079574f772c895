/*
description = """Visits of a device on a day on which it had more sessions than one user can have, or two that touch in one
millisecond: a kiosk, a test device, a bot. Each with its session, which no comparison of times has to find: thousands of
visits beside thousands of sessions are millions of pairs"""
grain = "one row per visit of such a device and day"
step = "refresh"
persons = ["device_key"]
checks = ["unique: event_key, business_date", "not_null: event_key, business_date, device_key, session_id"]

[parameters]
most_sessions = "bigint: a device of one user has no more sessions a day"

[columns]
event_key = "bigint: as in stg_events"
business_date = "date: the shop's calendar date"
device_key = "bigint: as in device_sessions"
session_id = "bigint: as in device_sessions"
*/
with in_a_row as (
    select
        device_key,
        business_date,
        started_at,
        row_number() over in_time as place,
        lag(ended_at) over in_time as ended_before
    from device_sessions
    window in_time as (partition by device_key, business_date order by started_at, first_event_key)
),
crowded as (
    select device_key, business_date
    from in_a_row
    where place > :most_sessions or started_at = ended_before
    group by device_key, business_date
),
visits_of_crowded as (
    select
        stg_events.event_key,
        stg_events.business_date,
        stg_events.device_key,
        stg_events.occurred_at,
        device_sessions.session_id as begun_session_id
    from stg_events
    inner join crowded
        on crowded.device_key = stg_events.device_key
        and crowded.business_date = stg_events.business_date
    left join device_sessions
        on device_sessions.first_event_key = stg_events.event_key
        and device_sessions.business_date = stg_events.business_date
        and device_sessions.device_key = stg_events.device_key
    where stg_events.is_visit
),
numbered as (
    select
        *,
        count(begun_session_id) over (
            partition by device_key, business_date
            order by occurred_at, event_key
            rows between unbounded preceding and current row
        ) as session_number
    from visits_of_crowded
)
select
    event_key,
    business_date,
    device_key,
    max(begun_session_id) over (partition by device_key, business_date, session_number) as session_id
from numbered
