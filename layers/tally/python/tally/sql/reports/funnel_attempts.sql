/*
description = """The entries that begin an attempt: the first one, then each that begins after the last attempt was
over. Attempts with different held values run side by side"""

[columns]
unit = "bigint: as in funnel_entries"
person = "string: who, for people"
event_key = "bigint: of its first step"
at_ms = "bigint: of its first step"
way = "array<struct<at_ms:bigint,event_key:bigint,segment:string,filtered:string,amount:double,excluded_ms:bigint,excluded_key:bigint>>: as in funnel_way, from the first step on"
depth = "int: steps that it reached"
segment = "string: the breakdown's value"
filtered = "string: the filter's value"

[parameters]
entries = "relation(funnel_entries): all entries"
*/
with numbered as (
    select
        *,
        row_number() over (partition by unit, held order by at_ms, event_key, sequence) as place
    from :entries
),
begun as (
    select
        -- A fold: which entry begins an attempt is known once all before it are decided. No window tells.
        reduce(
            array_agg(
                cast(
                    row(array[place], earliest_ms, earliest_key, over_ms, over_key) as
                    row (
                        begun array(bigint),
                        earliest_ms bigint,
                        earliest_key bigint,
                        over_ms bigint,
                        over_key bigint
                    )
                )
                order by place
            ),
            cast(
                row(array[], -1, -1, -1, -1) as
                row (
                    begun array(bigint),
                    earliest_ms bigint,
                    earliest_key bigint,
                    over_ms bigint,
                    over_key bigint
                )
            ),
            (last, next) -> if(
                next.earliest_ms > last.over_ms
                or (next.earliest_ms = last.over_ms and next.earliest_key > last.over_key),
                cast(
                    row(
                        last.begun || next.begun,
                        next.earliest_ms,
                        next.earliest_key,
                        next.over_ms,
                        next.over_key
                    ) as
                    row (
                        begun array(bigint),
                        earliest_ms bigint,
                        earliest_key bigint,
                        over_ms bigint,
                        over_key bigint
                    )
                ),
                last
            ),
            last -> last.begun
        ) as places,
        array_agg(
            cast(
                row(unit, person, event_key, at_ms, depth, segment, filtered) as
                row (
                    unit bigint,
                    person varchar,
                    event_key bigint,
                    at_ms bigint,
                    depth integer,
                    segment varchar,
                    filtered varchar
                )
            )
            order by place
        ) as entries,
        array_agg(way order by place) as ways
    from numbered
    group by unit, held
)
select
    element_at(begun.entries, attempt.place).unit as unit,
    element_at(begun.entries, attempt.place).person as person,
    element_at(begun.entries, attempt.place).event_key as event_key,
    element_at(begun.entries, attempt.place).at_ms as at_ms,
    element_at(begun.ways, attempt.place) as way,
    element_at(begun.entries, attempt.place).depth as depth,
    element_at(begun.entries, attempt.place).segment as segment,
    element_at(begun.entries, attempt.place).filtered as filtered
from begun
cross join unnest(begun.places) as attempt (place)
