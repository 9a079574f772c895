/*
description = """Every event of a customer, as the lake has it"""

[parameters]
persons = "rows(bigint): key of each id of the customer"
*/
select events.*
from events
where sent_person_key in (select person_key from :persons as persons (person_key))
order by occurred_at, event_id
