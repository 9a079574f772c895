/*
description = """Lists of profiles after all that was done to them. $append adds a value, $union one that is not
there, $remove takes every copy of a value away; values are equal when they are the same JSON."""
grain = "one row per profile and property that is a list with something in it"
step = "refresh"
persons = ["profile_key"]
checks = ["unique: kind, profile_key, property", "not_null: kind, profile_key, property, value"]

[columns]
kind = "string: person or group"
profile_key = "bigint: as in stg_profile_updates"
property = "string: name of the property"
value = "string: JSON of the list, in the order in which the values came"
*/
with items as (
    select
        profile_changes.kind,
        profile_changes.profile_key,
        profile_changes.property,
        profile_changes.position,
        profile_changes.operation,
        listed.place,
        coalesce(json_format(listed.item), 'null') as item
    from profile_changes
    cross join
        unnest(
            cast(
            -- Landing writes JSON. Should an engine not take it (a number of 1,000 digits), a value is
            -- lost and not the night.
                try(
                    json_parse(
                        case
                            when operation in ('$append', '$remove') or substr(value, 1, 1) <> '['
                            then '[' || value || ']'
                            else value
                        end
                    )
                ) as array(json)
            )
        ) with ordinality as listed (item, place)
    where shape = 'list'
),

removals as (
    select
        *,
        max(case when operation = '$remove' then position end) over (
            partition by kind, profile_key, property, item
        ) as removed_at
    from items
),

copies as (
    select
        *,
        row_number() over (
            partition by kind, profile_key, property, item order by position, place
        ) as copy
    from removals
    where position > coalesce(removed_at, 0)
)
select
    kind,
    profile_key,
    property,
    '[' || array_join(array_agg(item order by position, place), ',') || ']' as value
from copies
where operation <> '$union' or copy = 1
group by kind, profile_key, property
