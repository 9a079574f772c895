/*
description = """Whose profiles and events hold an e-mail address or a phone number, hashed or plain, told by the hashes
of its spellings: a whole text, in any case; of a phone number its digits"""

[parameters]
spellings = "rows(bigint): keys of the texts that it may be stored as, in small letters"
*/
with tokens as (
    select
        'profile' as place,
        profile_id as person_id,
        property as name,
        token
    from profile_updates
    cross join unnest(regexp_extract_all(lower(value), '"[^"\\]*"')) as held (token)
    where kind = 'person'
    union all
    select
        'event' as place,
        distinct_id as person_id,
        regexp_extract(pair, '^"([^"\\]*)"', 1) as name,
        regexp_extract(pair, '"[^"\\]*"$') as token
    from events
    cross join unnest(regexp_extract_all(lower(properties), '"[^"\\]*"\s*:\s*"[^"\\]*"')) as held (pair)
    where distinct_id is not null
),

spelled as (
    select
        place,
        person_id,
        name,
        case
            when regexp_like(token, '^"\+?[0-9 ()./-]+"$')
            then regexp_replace(regexp_replace(token, '[^0-9]', ''), '^00', '')
            else trim(substr(token, 2, length(token) - 2))
        end as spelling
    from tokens
)
select
    place,
    person_id,
    name,
    count(*) as found
from spelled
where from_big_endian_64(xxhash64(to_utf8(spelling))) in (
        select spelling_key from :spellings as spellings (spelling_key)
    )
group by place, person_id, name
order by place desc, person_id, name
