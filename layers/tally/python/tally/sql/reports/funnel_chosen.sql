/*
description = """The entries that count: of each person or session one, in each segment one; all where attempts count.
The filter takes whole entries away"""

[columns]
unit = "bigint: as in funnel_entries"
person = "string: who, for people"
times = "array<bigint>: when each of its steps was"
amounts = "array<double>: number of each"
depth = "int: steps that it reached"
segment = "string: the breakdown's value"

[parameters]
entries = "relation(funnel_segments): the entries, or the attempts among them"
is_segmented = "boolean: one entry in each segment, not one of all"
is_first = "boolean: the first entry counts, not the deepest"
is_each = "boolean: every one counts"
fits = "expression(boolean): whether the filter lets an entry stand"
*/
with entered as (
    select
        unit,
        person,
        event_key,
        at_ms,
        times,
        amounts,
        depth,
        segment,
        filtered,
        if(depth > 1, element_at(times, 2)) as second_ms,
        if(depth > 1, element_at(keys, 2)) as second_key,
        slice(times, 1, depth) as times_reached,
        slice(keys, 1, depth) as keys_reached
    from :entries
),
compared as (
    select
        *,
        not :is_first and coalesce(at_ms <= second_ms, false) as is_repeat
    from entered
),
-- Of the deepest the one with the first second step; of repeats before that, the latest (Mixpanel).
ranked as (
    select
        *,
        row_number() over (
            partition by unit, if(:is_segmented, segment, '')
            order by
                if(:is_first, at_ms, -depth),
                if(:is_first, event_key, coalesce(second_ms, at_ms)),
                if(:is_first, -depth, coalesce(second_key, event_key)),
                if(is_repeat, at_ms) desc,
                if(is_repeat, event_key) desc,
                -- In any order one first step has several ways: the earliest events stand for the steps.
                times_reached,
                keys_reached
        ) as place
    from compared
)
select
    unit,
    person,
    times,
    amounts,
    depth,
    segment
from ranked
where (:is_each or place = 1) and :fits
