/*
description = "Properties of profiles: how many persons have each"

[columns]
property = "string: name of the property"
persons = "bigint: profiles of persons that have it"
*/
select
    property,
    count(*) as persons
from profile_properties
where kind = 'person'
group by property
order by persons desc, property
