/*
description = """Every change that was made to a customer's profile"""

[parameters]
persons = "rows(bigint): key of each id of the customer"
*/
select profile_updates.*
from profile_updates
where kind = 'person'
    and profile_key in (select person_key from :persons as persons (person_key))
order by occurred_at, update_id, place
