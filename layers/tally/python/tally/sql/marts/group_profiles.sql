/*
description = "Profiles of groups, such as companies or stores, by the same operations as people"
grain = "one row per group profile"
step = "refresh"
checks = [
    "unique: group_key, group_id",
    "not_null: group_key, group_id, first_update_at, last_update_at, properties",
]

[columns]
group_key = "string: what kind of group, such as company"
group_id = "string: id of the group"
name = "string: $name or name"
first_update_at = "timestamp: time of the oldest update since the profile was last deleted, UTC"
last_update_at = "timestamp: time of the newest update, UTC"
properties = "string: JSON object of all properties, names sorted"
*/
select
    group_key,
    profile_id as group_id,
    coalesce(
        json_extract_scalar(properties, '$["$name"]'), json_extract_scalar(properties, '$.name')
    ) as name,
    first_update_at,
    last_update_at,
    properties
from profiles
where kind = 'group'
