/*
description = """Every event that ever arrived. `tally events` sets the tracking plan beside it"""
grain = "one row per event_name"
step = "refresh"
checks = ["unique: event_name", "not_null: event_name, first_seen, last_seen", "expression: events > 0"]

[columns]
event_name = "string: canonical name"
events = "bigint: how many there are in the lake: copies, test orders and events of nobody count, for they arrived"
days = "bigint: on how many business dates"
first_seen = "timestamp: when the first happened, UTC"
last_seen = "timestamp: when the last happened, UTC"
*/
select
    event_name,
    cast(sum(events) as bigint) as events,
    count(*) as days,
    min(first_at) as first_seen,
    max(last_at) as last_seen
from event_days
group by event_name
