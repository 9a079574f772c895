/*
description = """Landing objects that hold events of a customer"""
*/
select
    "$path" as path,
    count(*) as found
from landing
where person_key in (select person_key from :persons as persons (person_key))
group by "$path"
order by path
