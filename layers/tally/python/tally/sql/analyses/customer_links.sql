/*
description = """Who was seen on the devices of a customer, by identity_map's rule: the first user of a device
is the person it belongs to. The customer is named by keys only, so that no log of queries holds an id"""
*/
select
    device_id,
    user_id,
    min(place) as place
from (
    select
        device_id,
        user_id,
        row_number() over (partition by device_id order by occurred_at, event_id, dedup_key) as place,
        max(case when person_key = :user_key or device_key = :device_key then 1 else 0 end)
            over (partition by device_id) as is_near
    from (
        select
            device_id,
            user_id,
            person_key,
            occurred_at,
            event_id,
            dedup_key,
            from_big_endian_64(xxhash64(to_utf8('$device:' || device_id))) as device_key
        from events
        where device_id is not null and user_id is not null
    ) as linking
) as placed
where is_near = 1
group by device_id, user_id
order by device_id, place
