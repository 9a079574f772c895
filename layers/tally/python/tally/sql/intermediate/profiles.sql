/*
description = """Profiles of persons and groups as they are after all updates. Only $unset and $remove make no
profile; after a $delete the next update starts a new one."""
grain = "one row per profile"
step = "refresh"
persons = ["profile_key"]
checks = [
    "unique: kind, profile_key",
    "not_null: kind, profile_id, profile_key, first_update_at, last_update_at, properties",
]

[columns]
kind = "string: person or group"
group_key = "string: what kind of group; null for persons"
profile_id = "string: distinct_id of a person as sent, or id of a group"
profile_key = "bigint: as in stg_profile_updates"
first_update_at = "timestamp: time of the oldest update since it was last deleted, UTC"
last_update_at = "timestamp: time of the newest update, UTC"
last_seen_at = "timestamp: the same of updates without $ignore_time, UTC; null when all have it"
properties = "string: JSON object of all properties, names sorted"
*/
with made as (
    select
        kind,
        group_key,
        profile_id,
        profile_key,
        min(occurred_at) as first_update_at,
        max(occurred_at) as last_update_at,
        max(case when not ignore_time then occurred_at end) as last_seen_at
    from stg_profile_updates
    where is_current
    group by kind, group_key, profile_id, profile_key
    having count_if(operation not in ('$unset', '$remove')) > 0
),

objects as (
    select
        kind,
        profile_key,
        '{' || array_join(
            array_agg(json_format(cast(property as json)) || ':' || value order by property), ','
        ) || '}' as properties
    from profile_properties
    group by kind, profile_key
)
select
    made.kind,
    made.group_key,
    made.profile_id,
    made.profile_key,
    made.first_update_at,
    made.last_update_at,
    made.last_seen_at,
    coalesce(objects.properties, '{}') as properties
from made
left join objects on objects.kind = made.kind and objects.profile_key = made.profile_key
