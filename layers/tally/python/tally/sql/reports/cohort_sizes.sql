/*
description = "How many belong to a cohort at the end of each day: `tally cohort --sizes`"

[columns]
as_of = "date: the day"
persons = "bigint: how many; a day without anybody has no row"

[parameters]
members = "relation(cohort_members): the persons of each day"
*/
select as_of, count(*) as persons
from :members
group by as_of
