/*
description = """Each step of the entry that counts, as funnel_reached has them: its second step came first of the deepest
entries, its first step is the last of the repeats before that"""

[columns]
segment = "string: null, for there is no breakdown"
step = "bigint: from 1"
units = "bigint: how many came so far with these times; without times those of the first step"
at_ms = "bigint: when, in milliseconds since 1970"
before_ms = "bigint: when the step before was; of the first step its own"
first_ms = "bigint: when the first step was"
amount = "double: null, for nothing is added up"

[parameters]
gathered = "relation(funnel_straight_gathered): each unit with its times from the second step on"
last_step = "bigint: number of the last step"
*/
with entered as (
    select
        unit,
        units,
        times,
        filter(
            transform(places, place -> place.entered)
            || transform(filter(places, place -> place.step = 1), place -> place.position),
            entry_at -> entry_at >= earliest
        ) as entries
    from :gathered
),
begun as (
    select
        unit,
        units,
        times,
        coalesce(
            array_max(filter(entries, entry_at -> entry_at <= element_at(times, 1))),
            -- By grace all of them may stand behind the second step: then it is the first.
            array_min(entries)
        ) as entry_at
    from entered
),
timed as (
    select
        unit,
        units,
        coalesce(array[entry_at] || times, array[entry_at]) as times
    from begun
)
select
    cast(null as varchar) as segment,
    steps.step,
    timed.units,
    cast(element_at(timed.times, steps.step) / 16e0 as bigint) as at_ms,
    cast(element_at(timed.times, greatest(steps.step - 1, 1)) / 16e0 as bigint) as before_ms,
    cast(element_at(timed.times, 1) / 16e0 as bigint) as first_ms,
    cast(null as double) as amount
from timed
cross join unnest(sequence(1, :last_step)) as steps (step)
where steps.step between if(timed.unit is null, 1, 2) and cardinality(timed.times)
