/*
description = """The entries that begin an attempt: the first one, then each that begins after the last attempt was
over. Attempts with different held values run side by side"""

[columns]
unit = "bigint: as in funnel_entries"
person = "string: who, for people"
event_key = "bigint: of its first step"
at_ms = "bigint: of its first step"
times = "array<bigint>: when each of its steps was"
keys = "array<bigint>: event_key of each"
amounts = "array<double>: number of each"
depth = "int: steps that it reached"
segment = "string: the breakdown's value"
filtered = "string: the filter's value"

[parameters]
entries = "relation(funnel_entries): all entries"
last_step = "bigint: number of the last step"
*/
with reached as (
    select
        *,
        transform(
            sequence(1, depth),
            step -> cast(
                row(element_at(times, step), element_at(keys, step)) as
                row (at_ms bigint, event_key bigint)
            )
        ) as places
    from :entries
),
placed as (
    select
        *,
        array_min(places) as earliest,
        -- By grace a step may lie behind the one that follows it: the last event need not be the last step.
        array_max(
            if(
                is_excluded,
                places || array[cast(row(ended_ms, ended_key) as row (at_ms bigint, event_key bigint))],
                places
            )
        ) as latest,
        depth < :last_step and not is_excluded as is_timed_out
    from reached
),
spanned as (
    select
        *,
        if(is_timed_out, ends_ms, latest.at_ms) as over_ms,
        if(is_timed_out, 9223372036854775807, latest.event_key) as over_key,
        earliest.at_ms as earliest_ms,
        earliest.event_key as earliest_key
    from placed
),
numbered as (
    select
        *,
        row_number() over (partition by unit, held order by at_ms, event_key, sequence) as place
    from spanned
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
        array_agg(times order by place) as times,
        array_agg(keys order by place) as keys,
        array_agg(amounts order by place) as amounts
    from numbered
    group by unit, held
)
select
    element_at(begun.entries, attempt.place).unit as unit,
    element_at(begun.entries, attempt.place).person as person,
    element_at(begun.entries, attempt.place).event_key as event_key,
    element_at(begun.entries, attempt.place).at_ms as at_ms,
    element_at(begun.times, attempt.place) as times,
    element_at(begun.keys, attempt.place) as keys,
    element_at(begun.amounts, attempt.place) as amounts,
    element_at(begun.entries, attempt.place).depth as depth,
    element_at(begun.entries, attempt.place).segment as segment,
    element_at(begun.entries, attempt.place).filtered as filtered
from begun
cross join unnest(begun.places) as attempt (place)
