/*
description = """Births and returns of a retention: of each person and cohort the first birth, and all returns; those of
a person that lie alike to each of their births are one row"""

[columns]
person_key = "bigint: merged person"
unit = "bigint: number of the day, week or month, from 0 for that of the first day asked for"
at_ms = "bigint: milliseconds since 1970; null where the calendar counts"
held = "string: value that birth and return must share"
is_birth = "boolean: the birth that puts its person into the cohort of its unit"
is_return = "boolean: a return, one that the answer needs"
is_after = "boolean: behind the birth of the same unit"
amount = "double: sum of the number over the returns"

[parameters]
events = "relation(person_events): the events to look at"
calendar_unit = "string: day, week or month"
origin = "date: the first day of unit 0"
held = "expression(varchar): what birth and return must share"
amount = "expression(double): the number to add up"
is_birth = "expression(boolean): whether an event is the birth event"
is_return = "expression(boolean): whether it is the return event"
is_asked = "expression(boolean): whether it may be one of them"
is_once = "boolean: only the first birth ever counts"
is_last_enough = "boolean: of a person's returns the last one tells all"
is_rolling = "boolean: elapsed time counts, not the calendar"
first = "date: first business date of births"
last = "date: last business date of births"
read_first = "date: first business date to read"
read_last = "date: last business date to read"
as_of = "timestamp: what happened later does not exist"
*/
with asked as (
    select
        person_key,
        event_key,
        business_date,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', occurred_at) as at_ms,
        case :calendar_unit
            when 'month' then date_diff('month', :origin, business_date)
            when 'week' then cast(floor(date_diff('day', :origin, business_date) / 7e0) as bigint)
            else date_diff('day', :origin, business_date)
        end as unit,
        :held as held,
        :amount as amount,
        (:is_birth) and (:is_once or business_date between :first and :last) as may_be_birth,
        :is_return as is_return
    from :events
    where business_date between :read_first and :read_last and occurred_at <= :as_of and :is_asked
),
ordered as (
    select
        *,
        count_if(may_be_birth) over (
            partition by person_key, if(:is_once, 0, unit)
            order by at_ms, event_key
            rows between unbounded preceding and 1 preceding
        ) as births_before,
        if(:is_last_enough, max(if(is_return, at_ms)) over (partition by person_key, held)) as last_return_ms
    from asked
),
told as (
    select
        *,
        births_before > 0 as is_after,
        may_be_birth and births_before = 0 and business_date between :first and :last as is_birth,
        is_return and (not :is_last_enough or at_ms = last_return_ms) as is_telling
    from ordered
)
select
    person_key,
    unit,
    if(:is_rolling, at_ms) as at_ms,
    held,
    is_birth,
    is_telling as is_return,
    is_after,
    sum(amount) as amount
from told
where is_birth or is_telling
group by person_key, unit, if(:is_rolling, at_ms), held, is_birth, is_telling, is_after
