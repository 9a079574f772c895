/*
description = "Births and returns of each person, born in the cohort of their first birth ever and in no other"

[columns]
person_key = "bigint: merged person"
unit = "bigint: as in retention_units"
is_born = "boolean: the person is in the cohort of this unit"
is_return = "boolean: as in retention_units"
is_again = "boolean: as in retention_units"
birth_ms = "bigint: as in retention_units"
last_return_ms = "bigint: as in retention_units"

[parameters]
units = "relation(retention_units): births and returns, the births of all of history"
*/
select
    person_key,
    unit,
    is_born and unit = min(if(has_birth, unit)) over (partition by person_key) as is_born,
    is_return,
    is_again,
    birth_ms,
    last_return_ms
from :units
