/*
description = """The regions that KPIs are told by: the 500 with the most visitors ever. Any client may send any name as a
region, and each would be rows of every day; the others of a country are one, other, and
those that nobody told are unknown"""
grain = "one row per country and region"
step = "refresh"
checks = ["unique: country, region", "not_null: country, region, label, persons"]

[columns]
country = "string: as in stg_events"
region = "string: as in stg_events"
label = "string: both, such as IT-Lazio: two countries may have a region of one name"
persons = "bigint: merged persons who were seen there"
*/
with counted as (
    select country, region, count(distinct person_key) as persons
    from visits
    where region <> 'unknown'
    group by country, region
),
ranked as (
    select *, row_number() over (order by persons desc, country, region) as place
    from counted
)
select country, region, country || '-' || region as label, persons
from ranked
where place <= 500
