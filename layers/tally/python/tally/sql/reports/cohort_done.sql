/*
description = "Those of some persons who did what a condition of their group asks for"

[columns]
as_of = "date: as in cohort_members"
group_number = "int: as in cohort_members"
person_key = "bigint: merged person"
person = "string: who, for people"

[parameters]
members = "relation(cohort_members): the persons"
done = "relation(cohort_in_order): who did it, by day"
group_number = "bigint: the group of the condition; of others all stay"
*/
select
    members.as_of,
    members.group_number,
    members.person_key,
    members.person
from :members as members
left join :done as done
    on done.unit = members.person_key
    and done.held = cast(members.as_of as varchar)
where members.group_number <> :group_number or done.unit is not null
