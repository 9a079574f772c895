/*
description = """The first user of each device, and how many users it has had. The first event that names both a
device and a user decides. A link that came days late and lies days before the one that arrived first has a wrong
clock, and comes after all others."""
grain = "one row per device that was ever seen with a user"
step = "refresh"
checks = [
    "unique: device_id",
    "unique: device_key",
    "not_null: device_id, device_key, user_id, person_key, linked_at, users",
    "expression: users > 0",
]

[parameters]
clock_error = "interval: a time off by more than this is a wrong clock's"

[columns]
device_id = "string: anonymous browser or app installation"
device_key = "bigint: sent_person_key of the device's events without a user"
user_id = "string: the first user seen on it"
person_key = "bigint: sent_person_key of that user: the merged person"
linked_at = "timestamp: time of the event that linked them, UTC"
users = "bigint: different users seen on it"
*/
with links as (
    select
        device_id,
        user_id,
        sent_person_key as person_key,
        occurred_at,
        received_at,
        event_id,
        event_key
    from stg_events
    where device_id is not null
        and user_id is not null
        and substr(user_id, 1, 8) <> '$device:'
        -- Landed before such ids were taken away: a guest who was identified by the device's own id.
        and user_id <> device_id
    union all
    select
        device_id,
        user_id,
        from_big_endian_64(xxhash64(to_utf8(user_id))) as person_key,
        occurred_at,
        received_at,
        event_id,
        event_key
    from identity_claims
    where reason is null
),

keyed as (
    select *, from_big_endian_64(xxhash64(to_utf8('$device:' || device_id))) as device_key
    from links
),

arrived as (
    -- By key, not by id: whoever makes two ids of one hash makes one device, and stops no check.
    select
        *,
        first_value(occurred_at) over (partition by device_key order by received_at, occurred_at)
            as first_arrived,
        dense_rank() over (partition by device_key order by person_key) as user_number
    from keyed
),

ranked as (
    select
        device_id,
        device_key,
        user_id,
        person_key,
        occurred_at,
        max(user_number) over (partition by device_key) as users,
        row_number() over (
            partition by device_key
            order by
                coalesce(
                    occurred_at < received_at - :clock_error and occurred_at < first_arrived - :clock_error,
                    false
                ),
                occurred_at,
                event_id,
                event_key,
                user_id
        ) as place
    from arrived
)
select
    device_id,
    device_key,
    user_id,
    person_key,
    occurred_at as linked_at,
    users
from ranked
where place = 1
