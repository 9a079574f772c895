/*
description = """What the second collector saw of some events, told by id_hash, and of some devices"""

[parameters]
event_keys = "rows(bigint): id_hash of their events"
persons = "rows(bigint): keys of the customer's ids, those of devices among them"
*/
select witness_events.*
from witness_events
where id_hash in (select id_hash from :event_keys as events (id_hash))
    or device_key in (select person_key from :persons as persons (person_key))
order by occurred_at, event_id
