/*
description = "In how many periods the persons of each cohort count, and what they came back with"

[columns]
cohort = "bigint: number of the cohort, from 0"
first_period = "bigint: the first period in which this counts"
last_period = "bigint: the last one; both are 0 where it counts nowhere"
born = "bigint: persons of the cohort, each in one row"
persons = "bigint: those who count here; one for one period in no more than one row"
amount = "double: sum of the number over these returns"

[parameters]
spread = "relation(retention_spread): in which periods each person counts"
*/
select
    cohort,
    first_period,
    last_period,
    count_if(is_born) as born,
    count_if(is_counted) as persons,
    sum(amount) as amount
from :spread
group by cohort, first_period, last_period
