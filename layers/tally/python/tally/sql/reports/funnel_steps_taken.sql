/*
description = """Events that may be a step of a funnel, once for each step that they may be, in the order in which they
count: a step that may lie a little before the one before it is moved behind it. Step 0 is an event that ends an entry"""

[columns]
unit = "bigint: whose entry it is: a merged person, or a session"
held = "string: values that all steps must share"
person = "string: who, for people"
business_date = "date: the shop's calendar date"
event_key = "bigint: as in person_events; breaks ties"
at_ms = "bigint: when, in milliseconds since 1970"
step = "int: the step, from 1; 0 ends an entry"
place_ms = "bigint: at_ms moved by the step's grace: the order in which steps count"
grace_ms = "bigint: by how much; breaks ties before event_key"
segment = "string: value of the breakdown"
filtered = "string: value of the filter"
amount = "double: number to add up"
way = "array<struct<at_ms:bigint,event_key:bigint,segment:string,filtered:string,amount:double,excluded_ms:bigint,excluded_key:bigint>>: of the last step: itself, as in funnel_way"

[parameters]
events = "relation(person_events): the events to look at"
unit = "expression(bigint): what an entry is of"
held = "expression(varchar): what all steps must share"
segment = "expression(varchar): the property to break down by"
filtered = "expression(varchar): the property to filter by"
amount = "expression(double): the number to add up"
steps = "expression(array(integer)): array of the steps that an event may be"
is_asked = "expression(boolean): whether an event may be any of them"
read_first = "date: first business date to read"
read_last = "date: last business date to read"
last_step = "bigint: number of the last step"
graces = "rows(bigint, bigint): a step, and by how many milliseconds it may lie too early"
*/
with asked as (
    select
        :unit as unit,
        :held as held,
        coalesce(user_id, '$device:' || device_id, cast(person_key as varchar)) as person,
        business_date,
        event_key,
        date_diff('millisecond', timestamp '1970-01-01 00:00:00', occurred_at) as at_ms,
        :segment as segment,
        :filtered as filtered,
        :amount as amount,
        :steps as steps
    from :events
    where business_date between :read_first and :read_last and :is_asked
)
select
    asked.unit,
    asked.held,
    asked.person,
    asked.business_date,
    asked.event_key,
    asked.at_ms,
    may_be.step,
    asked.at_ms + graces.grace_ms as place_ms,
    graces.grace_ms,
    asked.segment,
    asked.filtered,
    asked.amount,
    case
        when may_be.step = :last_step
        then array[
                cast(
                    row(
                        asked.at_ms, asked.event_key, asked.segment, asked.filtered, asked.amount, null, null
                    ) as
                    row (
                        at_ms bigint,
                        event_key bigint,
                        segment varchar,
                        filtered varchar,
                        amount double,
                        excluded_ms bigint,
                        excluded_key bigint
                    )
                )
            ]
    end as way
from asked
cross join unnest(asked.steps) as may_be (step)
inner join :graces as graces (step, grace_ms) on graces.step = may_be.step
where asked.unit is not null and (may_be.step = 1 or asked.held is not null)
