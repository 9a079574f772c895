/*
description = """On how many days of the week or month of their birth the persons of each cohort returned, whoever has the
same number in one row. Periods are numbers of days here"""

[columns]
cohort = "bigint: number of the week or month, from 0"
first_period = "bigint: 0"
last_period = "bigint: on so many days they returned, or on more than are asked for"
born = "bigint: persons of the cohort"
persons = "bigint: the same"
amount = "double: null"

[parameters]
units = "relation(retention_units): births and returns by day"
calendar_unit = "string: week or month"
origin = "date: the first day of cohort 0"
periods = "bigint: the last number of days asked for"
is_birth_counted = "boolean: the day of the birth is one of them"
*/
with days as (
    select
        person_key,
        unit as day_number,
        if(
            :calendar_unit = 'month',
            date_diff('month', :origin, date_add('day', unit, :origin)),
            cast(floor(unit / 7e0) as bigint)
        ) as cohort,
        is_born,
        is_return,
        is_again
    from :units
    where unit >= 0
),
lived as (
    select
        *,
        min(if(is_born, day_number)) over (partition by person_key, cohort) as birth_day
    from days
),
counted as (
    select
        cohort,
        count_if(
            if(day_number = birth_day, is_again or :is_birth_counted, is_return and day_number > birth_day)
        ) as active_days
    from lived
    where birth_day is not null
    group by person_key, cohort
)
select
    cohort,
    cast(0 as bigint) as first_period,
    cast(least(active_days, :periods) as bigint) as last_period,
    count(*) as born,
    count(*) as persons,
    cast(null as double) as amount
from counted
group by cohort, least(active_days, :periods)
