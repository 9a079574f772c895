/*
description = """Updates that are part of what a property is today. Its first value since the last $set, $unset
or $delete decides what it is: a number, a list, an object or a scalar. Only operations for such a thing apply to
it: $add to numbers; $append, $union and $remove to lists; $merge to objects. All others change nothing."""
grain = "one row per profile, property and update that counts"
step = "refresh"
persons = ["profile_key"]
checks = [
    "unique: kind, profile_key, property, position",
    "not_null: kind, profile_id, profile_key, property, position, occurred_at, operation, value, shape",
    "accepted_values: shape: number, list, object, scalar",
]

[columns]
kind = "string: person or group"
group_key = "string: what kind of group; null for persons"
profile_id = "string: distinct_id of a person as sent, or id of a group"
profile_key = "bigint: as in stg_profile_updates"
property = "string: name of the property"
position = "bigint: place among all updates of the profile"
occurred_at = "timestamp: when it was changed, UTC"
operation = "string: the first is what made the property, the others change it"
value = "string: JSON of the operand"
shape = "string: what the property is: number, list, object or scalar (text, boolean, null)"
*/
with resets as (
    select
        kind,
        group_key,
        profile_id,
        profile_key,
        property,
        position,
        occurred_at,
        operation,
        value,
        case
            when value is null then 'nothing'
            when substr(value, 1, 1) = '[' then 'list'
            when substr(value, 1, 1) = '{' then 'object'
            when substr(value, 1, 1) in ('"', 't', 'f', 'n') then 'scalar'
            else 'number'
        end as operand,
        max(case when operation in ('$set', '$unset') then position end) over (
            partition by kind, profile_key, property
        ) as reset_at
    from stg_profile_updates
    where is_current and property is not null
),

starts as (
    select
        *,
        -- $remove makes no property; nor does an operand that does not fit.
        min(
            case
                when operand = 'nothing' then null
                when operation in ('$set', '$set_once', '$append', '$union') then position
                when operation = '$add' and operand = 'number' then position
                when operation = '$merge' and operand = 'object' then position
            end
        ) over (partition by kind, profile_key, property) as started_at
    from resets
    where position >= coalesce(reset_at, 0)
),

shapes as (
    select
        *,
        max(
            case
                when position <> started_at then null
                when operation in ('$append', '$union') then 'list'
                else operand
            end
        ) over (partition by kind, profile_key, property) as shape
    from starts
    where position >= started_at
)
select
    kind,
    group_key,
    profile_id,
    profile_key,
    property,
    position,
    occurred_at,
    operation,
    value,
    shape
from shapes
where
    position = started_at
    or (shape = 'number' and operation = '$add' and operand = 'number')
    or (shape = 'list' and operation in ('$append', '$union', '$remove') and operand <> 'nothing')
    or (shape = 'object' and operation = '$merge' and operand = 'object')
