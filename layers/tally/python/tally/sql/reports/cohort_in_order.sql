/*
description = "Persons who took all steps of a sequence, by the ways of a funnel's first steps"

[columns]
unit = "bigint: merged person"
held = "string: the day at whose end it is looked for"

[parameters]
ways = "relation(funnel_way): the steps with their ways; held is the day"
last_step = "bigint: number of the last step"
*/
select distinct
    unit,
    held
from :ways
where step = 1 and cardinality(times) = :last_step
