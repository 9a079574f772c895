/*
description = """Ids that an alias or a merge named together with a customer's and that identity_map does not follow: two
users, or two devices. They may be the same person by another id"""

[parameters]
persons = "rows(bigint): key of each id of the customer"
*/
with keyed as (
    select
        first_id,
        second_id,
        from_big_endian_64(xxhash64(to_utf8(first_id))) as first_key,
        from_big_endian_64(xxhash64(to_utf8(second_id))) as second_key
    from identity_claims
    where reason in ('two_users', 'two_devices')
)
select distinct first_id, second_id
from keyed
where first_key in (select person_key from :persons as firsts (person_key))
    or second_key in (select person_key from :persons as seconds (person_key))
order by first_id, second_id
