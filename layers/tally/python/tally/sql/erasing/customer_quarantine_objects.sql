/*
description = """Quarantine objects that hold events of a customer, or text of nobody known, which may name
anybody; or a text of others that may name the customer, told by the hashes of its words"""

[parameters]
persons = "rows(bigint): key of each id of the customer"
words = "rows(bigint): keys of the words that their ids consist of"
*/
select
    path,
    count(*) as found
from (
    select "$path" as path
    from quarantine
    where sent_person_key in (select person_key from :persons as persons (person_key))
        or sent_person_key is null
    union all
    select "$path" as path
    from quarantine
    cross join
        unnest(
            regexp_extract_all(
                coalesce(raw, '') || ' ' || coalesce(properties, ''), '[^"\\/,:{}\[\] \n\r\t]+'
            )
        ) as texts (word)
    where from_big_endian_64(xxhash64(to_utf8(word))) in (select word_key from :words as words (word_key))
) as held
group by path
order by path
