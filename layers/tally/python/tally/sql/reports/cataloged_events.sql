/*
description = """Events that ever arrived, the most frequent first"""

[columns]
event_name = "string: canonical name"
events = "bigint: how many there are in the lake"
days = "bigint: on how many business dates"
first_seen = "timestamp: when the first happened, UTC"
last_seen = "timestamp: when the last happened, UTC"
*/
select
    event_name,
    events,
    days,
    first_seen,
    last_seen
from event_catalog
order by events desc, event_name
