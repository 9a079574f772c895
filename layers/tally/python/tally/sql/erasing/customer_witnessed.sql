/*
description = """What the second collector saw of some events, told by id_hash"""

[parameters]
event_keys = "rows(bigint): id_hash of their events"
*/
select witness_events.*
from witness_events
where id_hash in (select id_hash from :event_keys as events (id_hash))
order by occurred_at, event_id
