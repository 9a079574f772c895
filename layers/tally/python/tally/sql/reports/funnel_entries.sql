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
way = "array<struct<at_ms:bigint,event_key:bigint,segment:string,filtered:string,amount:double,excluded_ms:bigint,excluded_key:bigint>>: as in funnel_way, from the first step on"
depth = "int: steps that it reached, at least 1"
over_ms = "bigint: when it was completed, timed out or excluded"
over_key = "bigint: of the last event that it took up, which opens no other entry; the largest number where time ended it"
earliest_ms = "bigint: of its earliest event: by grace it may lie before the first step"
earliest_key = "bigint: of the same event"
segment = "string: the breakdown's value; null where it has none"
filtered = "string: the filter's value"

[parameters]
ways = "relation(funnel_steps_taken): all steps with their ways"
first = "date: first business date of entries"
last = "date: last business date of entries"
window_ms = "bigint: how long an entry lasts, the end inside"
excluded_after = "bigint: the step after which an event of step 0 counts; 99 without one"
excluded_before = "bigint: the step before which it does; 99 without one"
grace_ms = "bigint: how near to a step it does not count"
last_step = "bigint: number of the last step"
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
        way,
        at_ms + :window_ms as ends_ms,
        element_at(way, :excluded_after).excluded_ms as excluded_ms,
        element_at(way, :excluded_after).excluded_key as excluded_key,
        element_at(way, :excluded_before).at_ms as safe_ms
    from :ways
    where step = 1 and business_date between :first and :last
),
limited as (
    select
        *,
        -- Reached before it or so near to it, the later of the two steps makes it harmless.
        case when safe_ms is null or safe_ms > excluded_ms + :grace_ms then excluded_ms end as ended_ms
    from entered
),
timed as (
    select
        *,
        coalesce(ended_ms <= ends_ms, false) as is_excluded,
        least(ends_ms, coalesce(ended_ms + :grace_ms, ends_ms)) as until_ms
    from limited
),
measured as (
    select
        *,
        case
            when coalesce(element_at(way, 2).at_ms > if(:excluded_after < 2, until_ms, ends_ms), true) then 1
            when coalesce(element_at(way, 3).at_ms > if(:excluded_after < 3, until_ms, ends_ms), true) then 2
            when coalesce(element_at(way, 4).at_ms > if(:excluded_after < 4, until_ms, ends_ms), true) then 3
            when coalesce(element_at(way, 5).at_ms > if(:excluded_after < 5, until_ms, ends_ms), true) then 4
            when coalesce(element_at(way, 6).at_ms > if(:excluded_after < 6, until_ms, ends_ms), true) then 5
            when coalesce(element_at(way, 7).at_ms > if(:excluded_after < 7, until_ms, ends_ms), true) then 6
            when coalesce(element_at(way, 8).at_ms > if(:excluded_after < 8, until_ms, ends_ms), true) then 7
            when coalesce(element_at(way, 9).at_ms > if(:excluded_after < 9, until_ms, ends_ms), true) then 8
            when coalesce(element_at(way, 10).at_ms > if(:excluded_after < 10, until_ms, ends_ms), true) then
                9
            else 10
        end as depth
    from timed
),
valued as (
    select
        *,
        transform(
            slice(way, 1, depth),
            one -> cast(row(one.at_ms, one.event_key) as row (at_ms bigint, event_key bigint))
        ) as places,
        transform(slice(way, 1, depth), one -> one.segment) as segments,
        transform(slice(way, 1, depth), one -> one.filtered) as filters
    from measured
),
placed as (
    select
        *,
        array_min(places) as earliest,
        -- By grace a step may lie behind the one that follows it: the last event need not be the last step.
        array_max(
            if(
                is_excluded,
                places || array[cast(row(ended_ms, excluded_key) as row (at_ms bigint, event_key bigint))],
                places
            )
        ) as latest,
        depth < :last_step and not is_excluded as is_timed_out
    from valued
)
select
    unit,
    held,
    sequence,
    person,
    event_key,
    at_ms,
    way,
    depth,
    if(is_timed_out, ends_ms, latest.at_ms) as over_ms,
    if(is_timed_out, 9223372036854775807, latest.event_key) as over_key,
    earliest.at_ms as earliest_ms,
    earliest.event_key as earliest_key,
    case :segment_by
        when 'first' then element_at(filter(segments, one -> one is not null), 1)
        when 'last' then element_at(filter(segments, one -> one is not null), -1)
        else element_at(segments, :segment_step)
    end as segment,
    case :filtered_by
        when 'first' then element_at(filter(filters, one -> one is not null), 1)
        when 'last' then element_at(filter(filters, one -> one is not null), -1)
        else element_at(filters, :filtered_step)
    end as filtered
from placed
