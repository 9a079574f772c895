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
filtered = "string: the filter's value"
amount = "double: number to add up"
way = "array<struct<at_ms:bigint,event_key:bigint,segment:string,filtered:string,amount:double,excluded_ms:bigint,excluded_key:bigint>>: this event and those of the steps behind it; excluded: the next event of step 0, noted at the step after which it counts"

[parameters]
later = "relation(funnel_steps_taken): the rows whose later steps have their way"
step = "bigint: the step that gets its way here"
excluded_after = "bigint: the step after which step 0 counts"
*/
with seen as (
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
        last_value(case when step = :step + 1 then way end) ignore nulls over behind as onward,
        last_value(case when step = 0 and :step = :excluded_after then at_ms end) ignore nulls over behind
            as excluded_ms,
        last_value(case when step = 0 and :step = :excluded_after then event_key end) ignore nulls over behind
            as excluded_key
    from :later
    where step <= :step + 1
    window behind as (
        partition by unit, held, sequence
        order by place_ms desc, grace_ms desc, event_key desc, step
        rows between unbounded preceding and 1 preceding
    )
),
stood as (
    select
        *,
        array[
            cast(row(at_ms, event_key, segment, filtered, amount, excluded_ms, excluded_key) as row (
                at_ms bigint,
                event_key bigint,
                segment varchar,
                filtered varchar,
                amount double,
                excluded_ms bigint,
                excluded_key bigint
            ))
        ] as here
    from seen
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
    case when step = :step then coalesce(here || onward, here) end as way
from stood
