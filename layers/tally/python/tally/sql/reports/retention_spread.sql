/*
description = """In which periods each person of each cohort counts, and what they came back with: a row for the person, one for
each period in which they returned, and one for each return whose number is added up"""

[columns]
person_key = "bigint: merged person"
cohort = "bigint: number of the cohort, from 0"
first_period = "bigint: the first period in which this counts"
last_period = "bigint: the last one; both are 0 where it counts nowhere"
is_born = "boolean: the person of the cohort, in one row"
is_counted = "boolean: the person counts here; in one period in no more than one row"
amount = "double: number of the return"

[parameters]
moments = "relation(retention_moments): births and returns"
criteria = "string: on, on-or-after, on-or-before or streak"
periods = "bigint: the last period asked for"
length_ms = "bigint: of a rolling period; 0 where the calendar counts"
is_added_up = "boolean: a number is added up"
is_birth_counted = "boolean: the birth is a return in period 0"
*/
with together as (
    select
        person_key,
        array_agg(birth) filter (where birth is not null) as births,
        flatten(array_agg(returns) filter (where returns is not null)) as returns
    from :moments
    group by person_key
),
born as (
    select
        together.person_key,
        births.unit as cohort,
        births.moment as born_at,
        coalesce(
            filter(together.returns, came -> came.place > births.place and came.held = births.held),
            cast(array[] as array(row (moment bigint, place decimal(38, 0), held varchar, amount double)))
        ) as returns
    from together
    cross join unnest(together.births) as births (unit, moment, place, held)
),
timed as (
    select
        person_key,
        cohort,
        transform(
            returns,
            came -> if(:length_ms > 0, (came.moment - born_at) / nullif(:length_ms, 0), came.moment - born_at)
        ) as periods,
        transform(returns, came -> came.amount) as amounts
    from born
),
met as (
    select
        person_key,
        cohort,
        array_distinct(if(:is_birth_counted, array[0] || periods, periods)) as periods_met,
        periods,
        amounts
    from timed
),
laid as (
    select
        person_key,
        cohort,
        array_min(periods_met) as first_met,
        array_max(periods_met) as last_met,
        array_sort(periods_met) as periods_in_turn,
        cardinality(periods_met) as met,
        -- The person, each of their periods, and each return with its number, where these are added up.
        array[cast(null as bigint)] || periods_met || filter(periods, period -> :is_added_up) as periods,
        transform(array[0] || periods_met, period -> cast(null as double))
        || filter(amounts, amount -> :is_added_up) as amounts
    from met
),
told as (
    select
        laid.person_key,
        laid.cohort,
        laid.first_met,
        laid.last_met,
        laid.periods_in_turn,
        lines.period,
        lines.amount,
        lines.place = 1 as is_born,
        lines.place between 2 and laid.met + 1 as is_met
    from laid
    cross join unnest(laid.periods, laid.amounts) with ordinality as lines (period, amount, place)
),
judged as (
    select
        *,
        coalesce(
            case :criteria
                when 'on-or-after' then period is not null
                when 'streak' then period <= :periods and element_at(periods_in_turn, period + 1) = period
                else period <= :periods
            end,
            false
        ) as is_seen
    from told
)
select
    person_key,
    cohort,
    if(is_seen and :criteria <> 'on-or-after', period, 0) as first_period,
    case
        when not is_seen then 0
        when :criteria = 'on-or-before' then :periods
        else least(period, :periods)
    end as last_period,
    is_born,
    is_seen
    and is_met
    and case :criteria
        when 'on-or-after' then period = last_met
        when 'on-or-before' then period = first_met
        else true
    end as is_counted,
    if(is_seen, amount) as amount
from judged
