/*
description = """How many of each cohort count in each period of the calendar, by numbers whose bits are a person's days,
weeks or months: persons with the same ones are counted together, and never joined with each other's returns. Where births and returns must share a value,
these are a person's of one value"""

[columns]
cohort = "bigint: number of the cohort, from 0"
first_period = "bigint: the period"
last_period = "bigint: the same"
born = "bigint: persons of the cohort, once"
persons = "bigint: those of them who count in the period"
amount = "double: null"

[parameters]
units = "relation(retention_units): births and returns"
criteria = "string: on, on-or-before or streak"
periods = "bigint: the last period asked for, at most 61"
seen = "bigint: a bit for each period asked for"
is_birth_counted = "boolean: the birth is a return in period 0"
*/
with marked as (
    select
        person_key,
        held,
        is_born,
        is_return,
        is_again,
        -- A bigint has 63 bits beside its sign; with 62 the next power of 2 is one, too.
        cast(floor(unit / 62e0) as bigint) as word,
        bitwise_left_shift(bigint '1', cast(unit % 62 as integer)) as mark
    from :units
    where unit >= 0
),
words as (
    select
        person_key,
        held,
        word,
        bitwise_or_agg(if(is_born, mark, 0)) as births,
        bitwise_or_agg(if(is_return, mark, 0)) as returns,
        bitwise_or_agg(if(is_again, mark, 0)) as returns_again
    from marked
    group by person_key, held, word
),
followed as (
    select
        *,
        lead(word) over (partition by person_key, held order by word) as next_word,
        lead(returns) over (partition by person_key, held order by word) as next_returns
    from words
),
alike as (
    select
        word,
        births,
        returns,
        returns_again,
        if(next_word = word + 1, next_returns, 0) as next_returns,
        count(*) as persons
    from followed
    where births <> 0
    group by word, births, returns, returns_again, if(next_word = word + 1, next_returns, 0)
),
spread as (
    select
        alike.*,
        cast(place.bit as integer) as bit
    from alike
    cross join unnest(sequence(0, 61)) as place (bit)
),
born as (
    select
        word * 62 + bit as cohort,
        bitwise_and(bitwise_right_shift(returns, bit), -2)
        + bitwise_and(bitwise_right_shift(returns_again, bit), 1)
        + bitwise_left_shift(bitwise_and(next_returns, bitwise_left_shift(bigint '1', bit) - 1), 62 - bit)
            as mask,
        persons
    from spread
    where bitwise_and(bitwise_right_shift(births, bit), 1) = 1
),
lived as (
    select
        cohort,
        bitwise_or(bitwise_and(mask, :seen), if(:is_birth_counted, 1, 0)) as mask,
        cast(sum(persons) as bigint) as persons
    from born
    group by cohort, bitwise_or(bitwise_and(mask, :seen), if(:is_birth_counted, 1, 0))
),
asked as (
    select
        lived.cohort,
        lived.mask,
        lived.persons,
        cast(place.period as integer) as period
    from lived
    cross join unnest(sequence(0, :periods)) as place (period)
),
judged as (
    select
        cohort,
        period,
        persons,
        case :criteria
            when 'on' then bitwise_and(mask, bitwise_left_shift(bigint '1', period)) <> 0
            when 'on-or-before' then bitwise_and(mask, bitwise_left_shift(bigint '2', period) - 1) <> 0
            else bitwise_and(mask, bitwise_left_shift(bigint '2', period) - 1)
                = bitwise_left_shift(bigint '2', period) - 1
        end as is_counted
    from asked
)
select
    cohort,
    cast(period as bigint) as first_period,
    cast(period as bigint) as last_period,
    cast(sum(if(period = 0, persons, 0)) as bigint) as born,
    cast(sum(if(is_counted, persons, 0)) as bigint) as persons,
    cast(null as double) as amount
from judged
where is_counted or period = 0
group by cohort, period
