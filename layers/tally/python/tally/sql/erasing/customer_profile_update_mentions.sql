/*
description = """Files of lake.profile_updates with a value that may name a customer, told by the hashes of its
words"""

[parameters]
words = "rows(bigint): keys of the words that their ids consist of"
*/
select
    "$path" as path,
    count(*) as found
from profile_updates
cross join unnest(regexp_extract_all(value, '[^"\\/,:{}\[\] \n\r\t]+')) as texts (word)
where from_big_endian_64(xxhash64(to_utf8(word))) in (select word_key from :words as words (word_key))
group by "$path"
order by path
