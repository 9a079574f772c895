/*
description = """Persons for whose days all counts of a group of a cohort's conditions hold, at the end of each day
asked for: what is wanted was done often enough, nothing else that was asked for was"""

[columns]
as_of = "date: the day at whose end they belong to it"
group_number = "int: the group of conditions"
person_key = "bigint: merged person"
person = "string: who, for people"

[parameters]
days = "relation(cohort_days): how often each person did what, by day"
counts = "rows(date, integer, bigint, integer, bigint, date, date, bigint, boolean): a day, the number of a group, how many of its counts are wanted, the number of a count, that of its event, its first and last business date, how often at least, and whether that is wanted"
*/
with counted as (
    select
        counts.as_of,
        counts.group_number,
        counts.wanted,
        days.person_key,
        counts.is_wanted,
        sum(days.times) >= counts.at_least as is_met,
        max(days.user_id) as user_id,
        max(days.device_id) as device_id
    from :days as days
    inner join
        :counts as counts (
            as_of, group_number, wanted, number, event_number, first, last, at_least, is_wanted
        )
        on counts.event_number = days.event_number
        and days.business_date between counts.first and counts.last
    group by
        counts.as_of,
        counts.group_number,
        counts.wanted,
        counts.number,
        counts.at_least,
        counts.is_wanted,
        days.person_key
)
select
    as_of,
    group_number,
    person_key,
    coalesce(max(user_id), '$device:' || max(device_id), cast(person_key as varchar)) as person
from counted
group by as_of, group_number, wanted, person_key
having count_if(is_wanted and is_met) = wanted and count_if(not is_wanted and is_met) = 0
