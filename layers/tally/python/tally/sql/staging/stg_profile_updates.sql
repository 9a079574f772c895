/*
description = """Updates of profiles in the order in which they apply: by time, then arrival, then their
place in the body that brought them, then in the update. What a later $delete of the profile wiped out is marked.
Of two profiles with one key, which nobody has by chance, the first is kept."""
grain = "one row per update, operation and property"
step = "refresh"
checks = [
    "unique: kind, profile_key, position",
    "not_null: update_id, kind, profile_id, profile_key, position, occurred_at, operation, is_current",
    "accepted_values: kind: person, group",
]

[columns]
update_id = "string: id given by the client, else made from its receipt"
kind = "string: person or group"
group_key = "string: what kind of group, such as company; null for persons"
profile_id = "string: distinct_id of a person as sent, or id of a group"
profile_key = "bigint: hash of profile_id (and group_key); a person's is their events' sent_person_key"
position = "bigint: place among all updates of this profile, from 1"
occurred_at = "timestamp: when it was changed, UTC"
operation = "string: $set, $set_once, $add, $append, $union, $remove, $unset, $delete or $merge"
property = "string: name of the property; null for $delete"
value = "string: JSON of the operand; null for $unset and $delete"
ignore_time = "boolean: it says nothing of when the person was seen"
is_current = "boolean: made after the last $delete of the profile"
*/
with ordered as (
    select
        update_id,
        kind,
        group_key,
        profile_id,
        profile_key,
        row_number() over (
            partition by kind, profile_key
            order by occurred_at, received_at, body_place, update_id, place, dedup_key
        ) as position,
        -- Iceberg keeps microseconds, a build's Parquet milliseconds.
        cast(date_trunc('millisecond', occurred_at) as timestamp) as occurred_at,
        operation,
        property,
        value,
        coalesce(ignore_time, false) as ignore_time
    from profile_updates
),

lives as (
    select
        *,
        max(case when operation = '$delete' then position end) over (
            partition by kind, profile_key
        ) as deleted_at,
        max(case when position = 1 then profile_id end) over (
            partition by kind, profile_key
        ) as first_id,
        max(case when position = 1 then group_key end) over (
            partition by kind, profile_key
        ) as first_group
    from ordered
)
select
    update_id,
    kind,
    group_key,
    profile_id,
    profile_key,
    position,
    occurred_at,
    operation,
    property,
    value,
    ignore_time,
    position > coalesce(deleted_at, 0) as is_current
from lives
where profile_id = first_id and coalesce(group_key, '') = coalesce(first_group, '')
