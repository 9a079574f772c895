/*
description = """Sessions whose visits their times alone tell: those of device_sessions on all days of a device but the crowded
ones, whose visits crowded_visits tells. So a visit is compared with 48 sessions at most"""
grain = "one row per session_id"
step = "refresh"
table = false
persons = ["device_key"]
checks = ["unique: session_id"]

[columns]
session_id = "bigint: as in device_sessions"
device_key = "bigint: as in device_sessions"
business_date = "date: the shop's calendar date"
started_at = "timestamp: its first event, UTC"
ended_at = "timestamp: its last event, UTC; no other session of its device and day has an event between, or at either"
*/
with crowded as (
    select device_key, business_date
    from crowded_visits
    group by device_key, business_date
)
select
    device_sessions.session_id,
    device_sessions.device_key,
    device_sessions.business_date,
    device_sessions.started_at,
    device_sessions.ended_at
from device_sessions
left join crowded
    on crowded.device_key = device_sessions.device_key
    and crowded.business_date = device_sessions.business_date
where crowded.device_key is null
