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
filtered = "string: whether it fulfils the filter"

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
timed as (
    select
        *,
        if(is_timed_out, ends_ms, latest.at_ms) as over_ms,
        if(is_timed_out, 9223372036854775807, latest.event_key) as over_key,
        row_number() over (partition by unit, held order by at_ms, event_key, sequence) as number
    from placed
),
gathered as (
    select
        array_agg(
            cast(
                row(unit, person, event_key, at_ms, times, keys, amounts, depth, segment, filtered) as
                row (
                    unit bigint,
                    person varchar,
                    event_key bigint,
                    at_ms bigint,
                    times array(bigint),
                    keys array(bigint),
                    amounts array(double),
                    depth integer,
                    segment varchar,
                    filtered varchar
                )
            )
            order by number
        ) as entries,
        array_agg(
            cast(
                row(earliest.at_ms, earliest.event_key, over_ms, over_key, array[number]) as
                row (
                    earliest_ms bigint,
                    earliest_key bigint,
                    over_ms bigint,
                    over_key bigint,
                    numbers array(bigint)
                )
            )
            order by number
        ) as spans
    from timed
    group by unit, held
),
begun as (
    select
        entries,
        -- A fold: which entry begins an attempt is known once all before it are decided. No window tells.
        -- It carries numbers alone: each attempt copies what is carried.
        reduce(
            slice(spans, 2, cardinality(spans)),
            element_at(spans, 1),
            (last, next) -> if(
                next.earliest_ms > last.over_ms
                or (next.earliest_ms = last.over_ms and next.earliest_key > last.over_key),
                cast(
                    row(
                        next.earliest_ms,
                        next.earliest_key,
                        next.over_ms,
                        next.over_key,
                        last.numbers || next.numbers
                    ) as
                    row (
                        earliest_ms bigint,
                        earliest_key bigint,
                        over_ms bigint,
                        over_key bigint,
                        numbers array(bigint)
                    )
                ),
                last
            ),
            last -> last.numbers
        ) as numbers
    from gathered
),
chosen as (
    select transform(numbers, number -> element_at(entries, number)) as attempts
    from begun
)
select
    attempt.unit,
    attempt.person,
    attempt.event_key,
    attempt.at_ms,
    attempt.times,
    attempt.keys,
    attempt.amounts,
    attempt.depth,
    attempt.segment,
    attempt.filtered
from chosen
cross join unnest(chosen.attempts) as attempt (
    unit,
    person,
    event_key,
    at_ms,
    times,
    keys,
    amounts,
    depth,
    segment,
    filtered
)
