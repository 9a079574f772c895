/*
description = """Properties of profiles after all operations in their order. Numbers of up to 12 digits before and 18
after the point are added exactly, others as doubles."""
grain = "one row per profile and property it has"
step = "refresh"
checks = [
    "unique: kind, profile_key, property",
    "not_null: kind, profile_id, profile_key, property, value, changed_at",
]

[columns]
kind = "string: person or group"
group_key = "string: what kind of group; null for persons"
profile_id = "string: distinct_id of a person as sent, or id of a group"
profile_key = "bigint: as in stg_profile_updates"
property = "string: name of the property"
value = "string: its value as JSON"
changed_at = "timestamp: time of the last operation that counts in it, UTC"
*/
with numbers as (
    select
        kind,
        group_key,
        profile_id,
        profile_key,
        property,
        occurred_at,
        operation,
        value,
        shape,
        shape = 'number' and regexp_like(value, '^-?[0-9]{1,12}(\.[0-9]{1,18})?$') as is_exact,
        case when shape = 'number' then try_cast(value as double) end as number
    from profile_changes
),

folded as (
    select
        kind,
        group_key,
        profile_id,
        profile_key,
        property,
        shape,
        max(occurred_at) as changed_at,
        case
            when count(*) = 1 and min(operation) in ('$set', '$set_once') then min(value)
        end as untouched,
        count_if(not is_exact) as inexact,
        sum(case when is_exact then try_cast(value as decimal(38, 18)) end) as exact_sum,
        sum(number) as double_sum
    from numbers
    group by kind, group_key, profile_id, profile_key, property, shape
)
select
    folded.kind,
    folded.group_key,
    folded.profile_id,
    folded.profile_key,
    folded.property,
    case
        when folded.untouched is not null then folded.untouched
        when folded.shape = 'list' then coalesce(profile_lists.value, '[]')
        when folded.shape = 'object' then coalesce(profile_objects.value, '{}')
        when folded.inexact = 0 then regexp_replace(cast(folded.exact_sum as varchar), '\.?0+$', '')
        -- JSON has no infinity.
        when abs(folded.double_sum) <= 1.7976931348623157e308 then cast(folded.double_sum as varchar)
        else 'null'
    end as value,
    folded.changed_at
from folded
left join profile_lists
    on profile_lists.kind = folded.kind
    and profile_lists.profile_key = folded.profile_key
    and profile_lists.property = folded.property
left join profile_objects
    on profile_objects.kind = folded.kind
    and profile_objects.profile_key = folded.profile_key
    and profile_objects.property = folded.property
