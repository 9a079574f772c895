/*
description = "Births and returns of each person in each day, week or month, where no value and no match is asked for"

[columns]
person_key = "bigint: merged person"
unit = "bigint: number of the day, week or month, from 0 for that of the first day asked for"
has_birth = "boolean: a birth lies in it that may count"
is_born = "boolean: the first of these lies in the days asked for, so that the person is in the cohort of this unit"
is_return = "boolean: a return lies in it"
is_again = "boolean: a return lies in it behind the birth; of no meaning without one"
birth_ms = "bigint: of the first birth in it, milliseconds since 1970"
last_return_ms = "bigint: of the last return in it"

[parameters]
events = "relation(person_events): the events to look at"
calendar_unit = "string: day, week or month"
origin = "date: the first day of unit 0"
is_birth = "expression(boolean): whether an event is the birth event"
is_return = "expression(boolean): whether it is the return event"
is_asked = "expression(boolean): whether it may be one of them"
is_same = "boolean: birth and return are the same event, so that counting tells whether one is behind the other"
is_once = "boolean: only the first birth ever counts"
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
        (:is_birth) and (:is_once or business_date between :first and :last) as may_be_birth,
        :is_return as is_return
    from :events
    where business_date between :read_first and :read_last and occurred_at <= :as_of and :is_asked
),
placed as (
    select
        *,
        -- Events in their order: by time, those of one moment by key, which is below 2 to the power of 64.
        cast(at_ms as decimal(38, 0)) * decimal '18446744073709551616' + event_key as place
    from asked
),
met as (
    select
        person_key,
        unit,
        count_if(may_be_birth) as births,
        min(if(may_be_birth, business_date)) as birth_date,
        min(if(may_be_birth, at_ms)) as birth_ms,
        min(if(may_be_birth, place)) as birth_place,
        count_if(is_return) as returns,
        max(if(is_return, at_ms)) as last_return_ms,
        max(if(is_return, place)) as last_return_place
    from placed
    group by person_key, unit
)
select
    person_key,
    unit,
    births > 0 as has_birth,
    births > 0 and (not :is_once or birth_date between :first and :last) as is_born,
    returns > 0 as is_return,
    if(:is_same, returns > 1, coalesce(last_return_place > birth_place, false)) as is_again,
    birth_ms,
    last_return_ms
from met
