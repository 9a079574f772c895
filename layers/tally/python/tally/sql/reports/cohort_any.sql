/*
description = "Persons of any group of a cohort's conditions, each once a day"

[columns]
as_of = "date: as in cohort_members"
person_key = "bigint: merged person"
person = "string: who, for people"

[parameters]
members = "relation(cohort_members): the persons of each group"
*/
select
    as_of,
    person_key,
    max(person) as person
from :members
group by as_of, person_key
