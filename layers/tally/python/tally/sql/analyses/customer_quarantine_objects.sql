/*
description = """Quarantine objects that hold events of a customer, or text of nobody known, which may name
anybody"""
*/
select
    "$path" as path,
    count(*) as found
from quarantine
where person_key in (select person_key from :persons as persons (person_key))
    or person_key is null
group by "$path"
order by path
