/*
description = """The witness's objects that hold some events, told by id_hash, and of some devices"""

[parameters]
event_keys = "rows(bigint): id_hash of their events"
persons = "rows(bigint): keys of the customer's ids, those of devices among them"
*/
select
    "$path" as path,
    count(*) as found
from witness_events
where id_hash in (select id_hash from :event_keys as events (id_hash))
    or device_key in (select person_key from :persons as persons (person_key))
group by "$path"
order by path
