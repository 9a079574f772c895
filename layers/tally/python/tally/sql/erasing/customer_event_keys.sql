/*
description = """id_hash of every event of a customer, wherever it lies: the witness knows events by no other
name"""

[parameters]
persons = "rows(bigint): person_key of each id of the customer"
*/
select distinct id_hash
from (
    select id_hash, person_key from events
    union all
    select id_hash, person_key from landing
    union all
    select id_hash, person_key from quarantine
) as stored
where id_hash is not null
    and person_key in (select person_key from :persons as persons (person_key))
