/*
description = """One step back: each event of this step gets the way that goes on from it, which is that of the next
event of the step behind it. Begun at the last step but one and done for every step, it leaves the whole way at the
first step; what is known of later steps travels with it"""

[columns]
unit = "bigint: as in funnel_steps_taken"
held = "string: values that all its steps share"
sequence = "int: the sequence in which its steps are taken"
person = "string: who, for people"
business_date = "date: the shop's calendar date"
event_key = "bigint: of its first step"
at_ms = "bigint: of its first step"
step = "int: the step, from 1; 0 ends an entry"
place_ms = "bigint: the order in which steps count"
grace_ms = "bigint: breaks ties"
segment = "string: the breakdown's value"
filtered = "string: whether it fulfils the filter"
amount = "double: number to add up"
times = "array<bigint>: when the event was that stands for each step, from this one on"
keys = "array<bigint>: its event_key"
segments = "array<string>: its value of the breakdown"
filters = "array<string>: its value of the filter"
amounts = "array<double>: its number"
excluded_ms = "bigint: the next event of step 0 behind the step after which it counts; the largest number where there is none"
excluded_key = "bigint: its event_key"

[parameters]
later = "relation(funnel_steps_taken): the rows whose later steps have their way"
step = "bigint: the step that gets its way here"
excluded_after = "bigint: the step after which step 0 counts"
*/
with onward as (
    select
        unit,
        held,
        sequence,
        person,
        business_date,
        event_key,
        at_ms,
        step,
        place_ms,
        grace_ms,
        segment,
        filtered,
        amount,
        last_value(case when step = :step + 1 then times end) ignore nulls over behind as onward_times,
        last_value(case when step = :step + 1 then keys end) ignore nulls over behind as onward_keys,
        last_value(case when step = :step + 1 then segments end) ignore nulls over behind as onward_segments,
        last_value(case when step = :step + 1 then filters end) ignore nulls over behind as onward_filters,
        last_value(case when step = :step + 1 then amounts end) ignore nulls over behind as onward_amounts,
        last_value(
            case
                when :step = :excluded_after and step = 0 then at_ms
                when :step < :excluded_after and step = :step + 1 then excluded_ms
            end
        ) ignore nulls over behind as onward_excluded_ms,
        last_value(
            case
                when :step = :excluded_after and step = 0 then event_key
                when :step < :excluded_after and step = :step + 1 then excluded_key
            end
        ) ignore nulls over behind as onward_excluded_key
    from :later
    where step <= :step + 1
    window behind as (
        partition by unit, held, sequence
        order by place_ms desc, grace_ms desc, event_key desc, step
        rows between unbounded preceding and 1 preceding
    )
)
select
    unit,
    held,
    sequence,
    person,
    business_date,
    event_key,
    at_ms,
    step,
    place_ms,
    grace_ms,
    segment,
    filtered,
    amount,
    if(step = :step, coalesce(array[at_ms] || onward_times, array[at_ms])) as times,
    if(step = :step, coalesce(array[event_key] || onward_keys, array[event_key])) as keys,
    if(step = :step, coalesce(array[segment] || onward_segments, array[segment])) as segments,
    if(step = :step, coalesce(array[filtered] || onward_filters, array[filtered])) as filters,
    if(step = :step, coalesce(array[amount] || onward_amounts, array[amount])) as amounts,
    coalesce(onward_excluded_ms, 9223372036854775807) as excluded_ms,
    coalesce(onward_excluded_key, 9223372036854775807) as excluded_key
from onward
