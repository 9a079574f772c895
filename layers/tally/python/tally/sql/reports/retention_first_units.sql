/*
description = """Births and returns of each person, born in a cohort by their first birth alone: the first of its day, week or
month, whatever it holds, or the first ever"""

[columns]
person_key = "bigint: merged person"
held = "string: as in retention_units"
unit = "bigint: as in retention_units"
is_born = "boolean: the person is in the cohort of this unit, by a birth that holds this value"
is_return = "boolean: as in retention_units"
is_again = "boolean: as in retention_units"
birth_ms = "bigint: as in retention_units"
last_return_ms = "bigint: as in retention_units"

[parameters]
units = "relation(retention_units): births and returns; the births of all of history, where only the first ever counts"
is_once = "boolean: only the first birth ever counts"
*/
select
    person_key,
    held,
    unit,
    is_born
    and birth_place
    = min(if(has_birth, birth_place)) over (partition by person_key, if(:is_once, 0, unit)) as is_born,
    is_return,
    is_again,
    birth_ms,
    last_return_ms
from :units
