/*
description = """In which periods each person of each cohort counts, and what they came back with. The births stand among
the returns, for those who never come back"""

[columns]
person_key = "bigint: merged person"
cohort = "bigint: number of the cohort, from 0"
first_period = "bigint: the first period in which this counts"
last_period = "bigint: the last one; both are 0 where it counts nowhere"
is_born = "boolean: the person of the cohort, in one row"
is_counted = "boolean: the person counts here; in one period in no more than one row"
amount = "double: sum of the number over these returns"

[parameters]
moments = "relation(retention_moments): births and returns"
criteria = "string: on, on-or-after, on-or-before or streak"
periods = "bigint: the last period asked for"
length_ms = "bigint: of a rolling period; 0 where the calendar counts"
is_matched = "boolean: birth and return must share a value"
is_birth_counted = "boolean: the birth is a return in period 0"
*/
with together as (
    select
        person_key,
        array_agg(cast(row(unit, at_ms, held) as row (unit bigint, at_ms bigint, held varchar)))
        filter (where is_birth) as births,
        array_agg(
            cast(
                row(unit, at_ms, held, is_birth, is_return, is_after, amount) as
                row (
                    unit bigint,
                    at_ms bigint,
                    held varchar,
                    is_birth boolean,
                    is_return boolean,
                    is_after boolean,
                    amount double
                )
            )
        ) as moments
    from :moments
    group by person_key
    having bool_or(is_birth)
),
counted as (
    select
        -- Places are unnested, not the rows: an engine then need not copy or hash them.
        person_key,
        births,
        moments,
        sequence(1, cardinality(births)) as birth_places,
        -- One sequence has at most 10,000 places on Trino, and a person may have more events.
        flatten(
            transform(
                sequence(0, cast(floor((cardinality(moments) - 1) / 1e3) as bigint)),
                thousand -> sequence(1000 * thousand + 1, least(1000 * thousand + 1000, cardinality(moments)))
            )
        ) as moment_places
    from together
),
born as (
    select
        counted.person_key,
        counted.moments,
        counted.moment_places,
        element_at(counted.births, births.place) as birth
    from counted
    cross join unnest(counted.birth_places) as births (place)
),
met as (
    select
        born.person_key,
        born.birth,
        element_at(born.moments, moments.place) as moment
    from born
    cross join unnest(born.moment_places) as moments (place)
),
paired as (
    select
        person_key,
        birth.unit as cohort,
        moment.is_birth and moment.unit = birth.unit as is_born,
        moment.amount,
        if(:length_ms > 0, (moment.at_ms - birth.at_ms) / nullif(:length_ms, 0), moment.unit - birth.unit)
            as period
    from met
    where
        (moment.is_birth and moment.unit = birth.unit)
        or (
            moment.is_return
            and (moment.unit > birth.unit or (moment.unit = birth.unit and moment.is_after))
            and (not :is_matched or moment.held = birth.held)
        )
),
returned as (
    select
        person_key,
        cohort,
        if(not is_born or :is_birth_counted, period) as period,
        bool_or(is_born) as is_born,
        sum(if(not is_born, amount)) as amount
    from paired
    group by person_key, cohort, if(not is_born or :is_birth_counted, period)
),
placed as (
    select
        *,
        row_number() over (partition by person_key, cohort order by period nulls last) as place,
        max(period) over (partition by person_key, cohort) as latest_period
    from returned
),
judged as (
    select
        *,
        coalesce(
            case :criteria
                when 'on-or-after' then period is not null
                when 'streak' then period < least(place, :periods + 1)
                else period <= :periods
            end,
            false
        ) as is_seen
    from placed
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
    and case :criteria
        when 'on-or-after' then period = latest_period
        when 'on-or-before' then place = 1
        else true
    end as is_counted,
    if(is_seen, amount) as amount
from judged
