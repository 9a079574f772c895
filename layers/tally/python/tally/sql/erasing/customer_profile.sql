/*
description = """A customer's profile, as of last night"""

[parameters]
persons = "rows(bigint): key of each id of the customer"
*/
select people.*
from people
where person_key in (select person_key from :persons as persons (person_key))
order by profile_id
