/*
description = """Events that are a step of a straight funnel: one whose steps are different events, taken in their order,
with nothing held, excluded, broken down or added up. Its parts give what the general ones do, from few narrow columns:
each further one costs, for all of this is sorted"""

[columns]
unit = "bigint: whose entry it is: a merged person, or a session"
step = "int: the step, from 1"
position = "bigint: the order in which steps count, in sixteenths of a millisecond: when it was, moved behind what may be the step before it"

[parameters]
events = "relation(person_events): the events to look at"
unit = "expression(bigint): what an entry is of"
step = "expression(integer): the step that an event is"
is_asked = "expression(boolean): whether an event may be any of them"
read_first = "date: first business date to read"
read_last = "date: last business date to read"
first = "date: first business date of entries"
last = "date: last business date of entries"
stride = "bigint: by how many sixteenths of a millisecond each step is moved: its grace, and one to stand behind"
*/
with asked as (
    select
        :unit as unit,
        :step as step,
        business_date,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', occurred_at) * 16 as at_sixteenths
    from :events
    where business_date between :read_first and :read_last and :is_asked
)
select
    unit,
    step,
    at_sixteenths + (step - 1) * :stride as position
from asked
where unit is not null and step >= if(business_date between :first and :last, 1, 2)
