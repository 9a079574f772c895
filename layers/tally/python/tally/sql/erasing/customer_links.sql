/*
description = """The devices of a customer and who was seen on them, by identity_map; those of others that the customer
was seen on; and, without an owner, such that are nobody's. The customer is named by keys only, so that no log of
queries holds an id"""

[parameters]
user_key = "bigint: key of the customer as a user"
device_key = "bigint: key of the customer as a device"
most_users = "bigint: a device with more users than this is nobody's"
*/
select
    device_users.device_id,
    case when device_users.users <= :most_users then device_users.user_id end as owner_id,
    seen.user_id
from device_users
left join (
    select device_id, user_id
    from stg_events
    where device_id is not null and user_id is not null
    group by device_id, user_id
) as seen
    -- Of a device that is nobody's there may be thousands.
    on seen.device_id = case when device_users.users <= :most_users then device_users.device_id end
left join (
    select device_id
    from stg_events
    where device_id is not null and user_id is not null and sent_person_key = :user_key
    group by device_id
) as theirs
    on theirs.device_id = device_users.device_id
where
    device_users.device_key = :device_key
    or (device_users.person_key = :user_key and device_users.users <= :most_users)
    or theirs.device_id is not null
order by device_id, user_id
