/*
description = """Files of lake.events with a text that may name a customer, told by the hashes of its words"""

[parameters]
words = "rows(bigint): keys of the words that their ids consist of"
*/
select
    "$path" as path,
    count(*) as found
from events
cross join unnest(regexp_extract_all(properties, '[^"\\/,:{}\[\] \n\r\t]+')) as texts (word)
where from_big_endian_64(xxhash64(to_utf8(word))) in (select word_key from :words as words (word_key))
group by "$path"
order by path
