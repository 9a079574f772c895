/*
description = """The witness's objects that hold some events, told by id_hash"""

[parameters]
event_keys = "rows(bigint): id_hash of their events"
*/
select
    "$path" as path,
    count(*) as found
from witness_events
where id_hash in (select id_hash from :event_keys as events (id_hash))
group by "$path"
order by path
