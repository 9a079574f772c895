/*
description = """Objects of profiles after every $merge. Two objects under the same name become one, down to
Mixpanel's three levels; anything else replaces what was there."""
grain = "one row per profile and property that is an object with something in it"
step = "refresh"
persons = ["profile_key"]
checks = ["unique: kind, profile_key, property", "not_null: kind, profile_key, property, value"]

[columns]
kind = "string: person or group"
profile_key = "bigint: as in stg_profile_updates"
property = "string: name of the property"
value = "string: JSON of the object, names sorted on each level"
*/
with firsts as (
    select
        profile_changes.kind,
        profile_changes.profile_key,
        profile_changes.property,
        profile_changes.position,
        members.name as name_1,
        coalesce(json_format(members.member), 'null') as value_1
    from profile_changes
    -- The case keeps other shapes from the cast, whatever the engine does first.
    cross join
        unnest(
            cast(try(json_parse(case when shape = 'object' then value end)) as map (varchar, json))
        ) as members (name, member)
    where shape = 'object'
),

first_kept as (
    select
        *,
        -- A member that is no object ends what came before it.
        max(case when substr(value_1, 1, 1) <> '{' then position end) over (
            partition by kind, profile_key, property, name_1
        ) as replaced_at,
        max(position) over (partition by kind, profile_key, property, name_1) as last_at
    from firsts
),

seconds as (
    select
        first_kept.kind,
        first_kept.profile_key,
        first_kept.property,
        first_kept.position,
        first_kept.name_1,
        first_kept.value_1,
        members.name as name_2,
        coalesce(json_format(members.member), 'null') as value_2
    from first_kept
    left join unnest(
        cast(
            json_parse(case when substr(value_1, 1, 1) = '{' then value_1 else '{}' end) as map (
                varchar, json
            )
        )
    ) as members (name, member) on true
    where position > coalesce(replaced_at, 0) or position = last_at
),

second_kept as (
    select
        *,
        max(case when substr(value_2, 1, 1) <> '{' then position end) over (
            partition by kind, profile_key, property, name_1, name_2
        ) as replaced_at,
        max(position) over (partition by kind, profile_key, property, name_1, name_2) as last_at
    from seconds
),

thirds as (
    select
        second_kept.kind,
        second_kept.profile_key,
        second_kept.property,
        second_kept.position,
        second_kept.name_1,
        second_kept.value_1,
        second_kept.name_2,
        second_kept.value_2,
        members.name as name_3,
        coalesce(json_format(members.member), 'null') as value_3
    from second_kept
    left join unnest(
        cast(
            json_parse(case when substr(value_2, 1, 1) = '{' then value_2 else '{}' end) as map (
                varchar, json
            )
        )
    ) as members (name, member) on true
    where position > coalesce(replaced_at, 0) or position = last_at
),

newest as (
    select
        *,
        row_number() over (
            partition by kind, profile_key, property, name_1, name_2, name_3 order by position desc
        ) as place
    from thirds
),

inner_objects as (
    select
        kind,
        profile_key,
        property,
        name_1,
        max(value_1) as value_1,
        name_2,
        case
            when substr(max(value_2), 1, 1) <> '{' then max(value_2)
            else '{' || array_join(
                    array_agg(
                        case
                            when name_3 is not null then json_format(cast(name_3 as json)) || ':' || value_3
                        end
                        order by name_3
                    ),
                    ','
                ) || '}'
        end as value_2
    from newest
    where place = 1
    group by kind, profile_key, property, name_1, name_2
),

outer_objects as (
    select
        kind,
        profile_key,
        property,
        name_1,
        case
            when substr(max(value_1), 1, 1) <> '{' then max(value_1)
            else '{' || array_join(
                    array_agg(
                        case
                            when name_2 is not null then json_format(cast(name_2 as json)) || ':' || value_2
                        end
                        order by name_2
                    ),
                    ','
                ) || '}'
        end as value_1
    from inner_objects
    group by kind, profile_key, property, name_1
)
select
    kind,
    profile_key,
    property,
    '{' || array_join(
        array_agg(json_format(cast(name_1 as json)) || ':' || value_1 order by name_1), ','
    ) || '}' as value
from outer_objects
group by kind, profile_key, property
