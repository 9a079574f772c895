/*
description = """Up to which period the persons of each cohort came back, whoever has the same latest one in one row: all
that is asked where a return counts for all periods before it"""

[columns]
cohort = "bigint: number of the cohort, from 0"
first_period = "bigint: 0"
last_period = "bigint: that of their last return; 0 also for those who never came back"
born = "bigint: persons of the cohort"
persons = "bigint: those of them who came back"
amount = "double: null"

[parameters]
units = "relation(retention_units): births and returns"
periods = "bigint: the last period asked for"
length_ms = "bigint: of a rolling period; 0 where the calendar counts"
*/
with ended as (
    select
        unit,
        is_born,
        is_again,
        birth_ms,
        max(if(is_return, unit)) over (partition by person_key, held) as last_unit,
        max(last_return_ms) over (partition by person_key, held) as last_return_ms
    from :units
),
lived as (
    select
        unit as cohort,
        case
            when last_unit > unit or (last_unit = unit and is_again)
            then
                if(:length_ms > 0, (last_return_ms - birth_ms) / nullif(:length_ms, 0), last_unit - unit)
        end as latest_period
    from ended
    where is_born
)
select
    cohort,
    cast(0 as bigint) as first_period,
    cast(least(coalesce(latest_period, 0), :periods) as bigint) as last_period,
    count(*) as born,
    count(latest_period) as persons,
    cast(null as double) as amount
from lived
group by cohort, least(coalesce(latest_period, 0), :periods)
