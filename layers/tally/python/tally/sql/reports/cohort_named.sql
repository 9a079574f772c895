/*
description = "Who is in which of several cohorts: those of the cohorts before, and of one more"

[columns]
person_key = "bigint: merged person"
cohort = "string: name of the cohort"

[parameters]
memberships = "relation(cohort_named): persons and names of the cohorts before"
members = "relation(cohort_members): the persons of this one"
cohort = "string: its name"
*/
select
    before.person_key,
    before.cohort
from :memberships as before (person_key, cohort)
union all
select
    person_key,
    :cohort as cohort
from :members
