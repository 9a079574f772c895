/*
description = """What a customer sent and could not be accepted"""

[parameters]
persons = "rows(bigint): key of each id of the customer"
*/
select quarantine.*
from quarantine
where sent_person_key in (select person_key from :persons as persons (person_key))
order by received_at, quarantine_id
