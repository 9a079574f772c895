/*
description = """id_hash of every event of a customer, wherever it lies: the witness knows events by no other
name"""

[parameters]
persons = "rows(bigint): key of each id of the customer"
*/
select distinct id_hash
from (
    select id_hash, sent_person_key from events
    union all
    select id_hash, sent_person_key from landing
    union all
    select id_hash, sent_person_key from quarantine
) as stored
where id_hash is not null
    and sent_person_key in (select person_key from :persons as persons (person_key))
