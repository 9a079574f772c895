/*
description = """Landing objects that hold events of a customer, or a $merge of two ids, which is nobody's"""
*/
select
    "$path" as path,
    count(*) as found
from landing
where person_key in (select person_key from :persons as persons (person_key))
    or (person_key is null and event_name = '$merge')
group by "$path"
order by path
