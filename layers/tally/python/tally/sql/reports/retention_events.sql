/*
description = "Events that may be a birth or a return, with the day, week or month in which they lie, and their order"

[columns]
person_key = "bigint: merged person"
unit = "bigint: number of the day, week or month, from 0 for that of the first day asked for"
business_date = "date: the shop's calendar date"
at_ms = "bigint: when, in milliseconds since 1970"
place = "decimal(38,0): the order of events: by time, those of one moment by key"
held = "string: value that birth and return must share; one for all where they need not"
amount = "double: number to add up"
may_be_birth = "boolean: it is a birth, if it is the first that counts"
is_return = "boolean: it is a return, if it lies behind a birth"

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
)
select
    person_key,
    unit,
    business_date,
    at_ms,
    -- A key is below 2 to the power of 64.
    cast(at_ms as decimal(38, 0)) * decimal '18446744073709551616' + event_key as place,
    held,
    amount,
    may_be_birth,
    is_return and held is not null as is_return
from asked
