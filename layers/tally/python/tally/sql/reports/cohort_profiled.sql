/*
description = "Those of some persons whose profile, as it is now, fulfils the conditions of their group"

[columns]
as_of = "date: as in cohort_members"
group_number = "int: as in cohort_members"
person_key = "bigint: merged person"
person = "string: who, for people"

[parameters]
members = "relation(cohort_members): the persons"
fits = "expression(boolean): whether a profile, or none, fulfils those of a group"
*/
select
    members.as_of,
    members.group_number,
    members.person_key,
    members.person
from :members as members
left join people on people.person_key = members.person_key
where :fits
