/*
description = """The first birth of each person in a day, week or month, or their first ever, and all returns that lie in
it"""

[columns]
person_key = "bigint: merged person"
birth = "struct<unit:bigint,moment:bigint,place:decimal(38,0),held:string>: puts the person into the cohort of its unit; null where there is none"
returns = "array<struct<moment:bigint,place:decimal(38,0),held:string,amount:double>>: null where there are none; `moment` is of the same kind"

[parameters]
events = "relation(retention_events): what may be a birth or a return"
is_once = "boolean: only the first birth ever counts"
is_rolling = "boolean: a moment is a number of milliseconds, for elapsed time counts; else that of the unit"
first = "date: first business date of births"
last = "date: last business date of births"
*/
with met as (
    select
        person_key,
        -- Of the first birth in all: time goes forward with the calendar.
        min(if(may_be_birth, unit)) as birth_unit,
        min(if(may_be_birth, business_date)) as birth_date,
        min(if(may_be_birth, if(:is_rolling, at_ms, unit))) as birth_moment,
        min(if(may_be_birth, place)) as birth_place,
        min_by(held, if(may_be_birth, place)) as birth_held,
        array_agg(
            cast(
                row(if(:is_rolling, at_ms, unit), place, held, amount) as
                row (moment bigint, place decimal(38, 0), held varchar, amount double)
            )
        ) filter (where is_return) as returns
    from :events
    group by person_key, if(:is_once, 0, unit)
)
select
    person_key,
    if(
        birth_date between :first and :last,
        cast(
            row(birth_unit, birth_moment, birth_place, birth_held) as
            row (unit bigint, moment bigint, place decimal(38, 0), held varchar)
        )
    ) as birth,
    returns
from met
