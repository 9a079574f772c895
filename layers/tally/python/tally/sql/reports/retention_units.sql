/*
description = """Births and returns of each person in each day, week or month, of each value that birth and return must
share"""

[columns]
person_key = "bigint: merged person"
held = "string: as in retention_events"
unit = "bigint: likewise"
has_birth = "boolean: a birth lies in it that may count"
is_born = "boolean: the first of these lies in the days asked for, so that the person is in the cohort of this unit"
is_return = "boolean: a return lies in it"
is_again = "boolean: a return lies in it behind the birth; of no meaning without one"
birth_ms = "bigint: of the first birth in it, milliseconds since 1970"
birth_place = "decimal(38,0): likewise its place in the order of events"
last_return_ms = "bigint: of the last return in it"

[parameters]
events = "relation(retention_events): what may be a birth or a return"
is_same = "boolean: birth and return are the same event, so that counting tells whether one is behind the other"
is_once = "boolean: only the first birth ever counts"
first = "date: first business date of births"
last = "date: last business date of births"
*/
with met as (
    select
        person_key,
        held,
        unit,
        count_if(may_be_birth) as births,
        min(if(may_be_birth, business_date)) as birth_date,
        min(if(may_be_birth, at_ms)) as birth_ms,
        min(if(may_be_birth, place)) as birth_place,
        count_if(is_return) as returns,
        max(if(is_return, at_ms)) as last_return_ms,
        max(if(is_return, place)) as last_return_place
    from :events
    group by person_key, held, unit
)
select
    person_key,
    held,
    unit,
    births > 0 as has_birth,
    births > 0 and (not :is_once or birth_date between :first and :last) as is_born,
    returns > 0 as is_return,
    if(:is_same, returns > 1, coalesce(last_return_place > birth_place, false)) as is_again,
    birth_ms,
    birth_place,
    last_return_ms
from met
