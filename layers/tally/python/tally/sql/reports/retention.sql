/*
description = "How many of each cohort came back in each period: `tally retention`"

[columns]
cohort = "bigint: number of the cohort, from 0 for that of the first day asked for"
period = "bigint: from 0"
born = "bigint: persons of the cohort"
persons = "bigint: those of them who count in the period"
amount = "double: sum of the number over the returns that count in it"

[parameters]
returns = "relation(retention_returns): in which periods how many count; of another part with these columns, too"
*/
with sized as (
    select
        cohort,
        sequence(first_period, last_period) as periods,
        cast(sum(born) over (partition by cohort) as bigint) as born,
        persons,
        amount
    from :returns
)
select
    sized.cohort,
    covered.period,
    sized.born,
    cast(sum(sized.persons) as bigint) as persons,
    coalesce(sum(sized.amount), 0e0) as amount
from sized
cross join unnest(sized.periods) as covered (period)
group by sized.cohort, covered.period, sized.born
