/*
description = """Each first step of the days asked for as an entry of its own: its way, how far it came within the
window, and when it was over"""

[columns]
unit = "bigint: whose entry it is"
held = "string: values that all its steps share"
sequence = "int: the sequence in which its steps are taken"
person = "string: who, for people"
event_key = "bigint: of its first step"
at_ms = "bigint: of its first step"
times = "array<bigint>: when each of its steps was, also of those that it did not reach in time"
keys = "array<bigint>: event_key of each"
amounts = "array<double>: number of each"
depth = "int: steps that it reached, at least 1"
ends_ms = "bigint: end of its window"
is_excluded = "boolean: an event of step 0 ended it"
ended_ms = "bigint: when that was"
ended_key = "bigint: event_key of that"
segment = "string: the breakdown's value; null where it has none"
filtered = "string: whether it fulfils the filter"

[parameters]
ways = "relation(funnel_steps_taken): all steps with their ways"
first = "date: first business date of entries"
last = "date: last business date of entries"
window_ms = "bigint: how long an entry lasts, the end inside"
excluded_after = "bigint: the step after which an event of step 0 counts; 99 without one"
excluded_before = "bigint: the step before which it does; 99 without one"
grace_ms = "bigint: how near to a step it does not count"
segment_by = "string: first, last, or step"
segment_step = "bigint: which"
filtered_by = "string: likewise of the filter"
filtered_step = "bigint: which"
*/
with entered as (
    select
        unit,
        held,
        sequence,
        person,
        event_key,
        at_ms,
        times,
        keys,
        segments,
        filters,
        amounts,
        excluded_ms,
        excluded_key as ended_key,
        at_ms + :window_ms as ends_ms,
        element_at(times, :excluded_before) as safe_ms
    from :ways
    where step = 1 and business_date between :first and :last
),
limited as (
    select
        *,
        -- Reached before it or so near to it, the later of the two steps makes it harmless.
        if(excluded_ms <= ends_ms and (safe_ms is null or safe_ms - :grace_ms > excluded_ms), excluded_ms)
            as ended_ms
    from entered
),
timed as (
    select
        *,
        ended_ms is not null as is_excluded,
        least(ends_ms, coalesce(ended_ms + :grace_ms, ends_ms)) as until_ms
    from limited
),
measured as (
    select
        *,
        case
            when coalesce(element_at(times, 2) > if(:excluded_after < 2, until_ms, ends_ms), true) then 1
            when coalesce(element_at(times, 3) > if(:excluded_after < 3, until_ms, ends_ms), true) then 2
            when coalesce(element_at(times, 4) > if(:excluded_after < 4, until_ms, ends_ms), true) then 3
            when coalesce(element_at(times, 5) > if(:excluded_after < 5, until_ms, ends_ms), true) then 4
            when coalesce(element_at(times, 6) > if(:excluded_after < 6, until_ms, ends_ms), true) then 5
            when coalesce(element_at(times, 7) > if(:excluded_after < 7, until_ms, ends_ms), true) then 6
            when coalesce(element_at(times, 8) > if(:excluded_after < 8, until_ms, ends_ms), true) then 7
            when coalesce(element_at(times, 9) > if(:excluded_after < 9, until_ms, ends_ms), true) then 8
            when coalesce(element_at(times, 10) > if(:excluded_after < 10, until_ms, ends_ms), true) then 9
            else 10
        end as depth
    from timed
),
valued as (
    select
        *,
        slice(segments, 1, depth) as segments_reached,
        slice(filters, 1, depth) as filters_reached
    from measured
)
select
    unit,
    held,
    sequence,
    person,
    event_key,
    at_ms,
    times,
    keys,
    amounts,
    depth,
    ends_ms,
    is_excluded,
    ended_ms,
    ended_key,
    case :segment_by
        when 'first' then element_at(filter(segments_reached, one -> one is not null), 1)
        when 'last' then element_at(filter(segments_reached, one -> one is not null), -1)
        else element_at(segments_reached, :segment_step)
    end as segment,
    case :filtered_by
        when 'first' then element_at(filter(filters_reached, one -> one is not null), 1)
        when 'last' then element_at(filter(filters_reached, one -> one is not null), -1)
        else element_at(filters_reached, :filtered_step)
    end as filtered
from valued
