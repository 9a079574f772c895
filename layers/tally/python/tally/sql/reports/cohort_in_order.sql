/*
description = "Those of some persons who took all steps of a sequence, by the ways of a funnel's first steps"

[columns]
as_of = "date: as in cohort_members"
person_key = "bigint: merged person"
person = "string: who, for people"

[parameters]
members = "relation(cohort_members): the persons"
ways = "relation(funnel_way): the steps with their ways; held is the day"
last_step = "bigint: number of the last step"
*/
with done as (
    select distinct unit, held
    from :ways
    where step = 1 and cardinality(times) = :last_step
)
select
    members.as_of,
    members.person_key,
    members.person
from :members as members
inner join done
    on done.unit = members.person_key
    and done.held = cast(members.as_of as varchar)
