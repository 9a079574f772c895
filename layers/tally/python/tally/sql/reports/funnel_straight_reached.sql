/*
description = """Each step of the entry that counts, as funnel_reached has them: its second step came first of the deepest
entries, its first step is the last of the repeats before that"""

[columns]
segment = "string: null, for there is no breakdown"
step = "bigint: from 1"
at_ms = "bigint: when, in milliseconds since 1970"
before_ms = "bigint: when the step before was; of the first step its own"
first_ms = "bigint: when the first step was"
amount = "double: null, for nothing is added up"

[parameters]
entries = "relation(funnel_straight_deepest): what belongs to the deepest entries"
stride = "bigint: by how much each step is moved"
window = "bigint: how long an entry lasts, in sixteenths of a millisecond"
*/
with seconded as (
    select
        unit,
        step,
        position,
        entered,
        earliest,
        before_at,
        min(case when step = 2 then position end) over (partition by unit) - :stride as second_at
    from :entries
),
limited as (
    select
        unit,
        step,
        position,
        entered,
        second_at,
        greatest(earliest, coalesce(second_at - :window, earliest)) as earliest,
        if(step = 3, second_at, before_at) as before_at
    from seconded
),
entered as (
    select
        unit,
        step,
        position - (step - 1) * :stride as at_sixteenths,
        before_at,
        max(
            case
                when step = 1 and position between earliest and second_at then position
                when step <= 2 and entered between earliest and second_at then entered
            end
        ) over of_unit as entry_before,
        -- By grace all of them may stand behind the second step: then it is the first.
        min(
            case
                when step = 1 and position >= greatest(earliest, second_at) then position
                when step = 2 then entered
            end
        ) over of_unit as entry_behind
    from limited
    where step = 1 or entered >= earliest
    window of_unit as (partition by unit)
),
first_of_step as (
    select
        step,
        min(at_sixteenths) as at_sixteenths,
        min(before_at) as before_at,
        coalesce(min(entry_before), min(entry_behind), min(at_sixteenths)) as entry_at
    from entered
    group by unit, step
)
select
    cast(null as varchar) as segment,
    cast(step as bigint) as step,
    cast(if(step = 1, entry_at, at_sixteenths) / 16e0 as bigint) as at_ms,
    cast(if(step <= 2, entry_at, before_at) / 16e0 as bigint) as before_ms,
    cast(entry_at / 16e0 as bigint) as first_ms,
    cast(null as double) as amount
from first_of_step
