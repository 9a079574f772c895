/*
description = """The devices of a customer and who was seen on them, by identity_map. The customer is named by
keys only, so that no log of queries holds an id"""

[parameters]
user_key = "bigint: person_key of the customer as a user"
device_key = "bigint: person_key of the customer as a device"
*/
select
    identity_map.device_id,
    identity_map.user_id as owner_id,
    seen.user_id
from identity_map
left join (
    select device_id, user_id
    from stg_events
    where device_id is not null and user_id is not null
    group by device_id, user_id
) as seen
    on seen.device_id = identity_map.device_id
where identity_map.person_key = :user_key or identity_map.device_key = :device_key
order by device_id, user_id
