/*
description = "Who belongs to a cohort: `tally cohort`"

[columns]
person = "string: the user id; of nobody known, $device: and the device's"

[parameters]
members = "relation(cohort_members): the persons"
*/
select person
from :members
order by person
