/*
description = """Landing objects that hold events of a customer, or a $merge of two ids, which is nobody's; or a
text that may name the customer, told by the hashes of its words"""

[parameters]
persons = "rows(bigint): key of each id of the customer"
words = "rows(bigint): keys of the words that their ids consist of"
*/
select
    path,
    count(*) as found
from (
    select "$path" as path
    from landing
    where sent_person_key in (select person_key from :persons as persons (person_key))
        or (sent_person_key is null and event_name = '$merge')
    union all
    select "$path" as path
    from landing
    cross join unnest(regexp_extract_all(properties, '[^"\\/,:{}\[\] \n\r\t]+')) as texts (word)
    where from_big_endian_64(xxhash64(to_utf8(word))) in (select word_key from :words as words (word_key))
) as held
group by path
order by path
