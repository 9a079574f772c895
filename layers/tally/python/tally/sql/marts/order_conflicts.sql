/*
description = """Where those who tell one order contradict each other: copies among its events, or the shop's records and
the events. The record is the number all the same, else the best copy is. Amounts that differ by less than a cent are
rounded, and no conflict. An order that only the records have is listed, too"""
grain = "one row per order_key, witnesses and field"
step = "refresh"
persons = ["person_key", "other_person_key"]
checks = [
    "unique: order_key, witnesses, field",
    "not_null: order_key, order_id, business_date, platform, witnesses, field",
    "accepted_values: witnesses: copies, records",
    "accepted_values: field: revenue, currency, person, day, status, event",
]

[columns]
order_key = "string: as in orders"
order_id = "string: the shop's order number"
business_date = "date: of the order"
platform = "string: of the order"
witnesses = "string: copies: two of its events; records: its record and its events"
field = "string: revenue, currency or person; of records day, status, or event (no event tells the order), too"
value = "string: of one copy, the least; or of the record. Null for person, whose keys are below"
other_value = "string: of another copy, the most; or of the events"
person_key = "bigint: merged person of one copy, or of the record"
other_person_key = "bigint: merged person of another copy, or of the events"
*/
with judged as (
    select
        order_witnesses.order_key,
        order_witnesses.order_id,
        order_witnesses.business_date,
        order_witnesses.platform,
        pairs.witnesses,
        pairs.field,
        case pairs.question
            when 'copies revenue' then cast(least_amount as varchar)
            when 'copies currency' then first_currency
            when 'records revenue' then cast(record_amount as varchar)
            when 'records currency' then record_currency
            when 'records day' then cast(cast(recorded_at as date) as varchar)
            when 'records status' then if(is_record_cancelled, 'cancelled', 'completed')
        end as value,
        case pairs.question
            when 'copies revenue' then cast(most_amount as varchar)
            when 'copies currency' then last_currency
            when 'records revenue' then cast(event_amount as varchar)
            when 'records currency' then if(record_currency = last_currency, first_currency, last_currency)
            when 'records day' then cast(cast(told_at as date) as varchar)
            when 'records status' then if(is_cancelled, 'cancelled', 'completed')
        end as other_value,
        if(pairs.witnesses = 'records', record_person_key, one_person_key) as person_key,
        if(
            pairs.witnesses = 'records' and record_person_key = other_person_key,
            one_person_key,
            other_person_key
        ) as other_person_key,
        case pairs.question
            when 'copies revenue' then most_amount - least_amount >= decimal '0.01'
            when 'copies currency' then first_currency <> last_currency
            when 'copies person' then one_person_key <> other_person_key
            when 'records revenue' then abs(record_amount - event_amount) >= decimal '0.01'
            when 'records currency' then record_currency <> first_currency or record_currency <> last_currency
            when 'records person'
            then record_person_key <> one_person_key or record_person_key <> other_person_key
            -- Clocks and batches differ by hours; a day apart it is counted on another day.
            when 'records day' then abs(date_diff('second', recorded_at, told_at)) >= 86400
            when 'records status' then has_event and is_record_cancelled <> is_cancelled
            when 'records event' then has_record and not has_event
        end as is_conflict
    from order_witnesses
    cross join (
        values
        ('copies revenue', 'copies', 'revenue'),
        ('copies currency', 'copies', 'currency'),
        ('copies person', 'copies', 'person'),
        ('records revenue', 'records', 'revenue'),
        ('records currency', 'records', 'currency'),
        ('records person', 'records', 'person'),
        ('records day', 'records', 'day'),
        ('records status', 'records', 'status'),
        ('records event', 'records', 'event')
    ) as pairs (question, witnesses, field)
)
select
    order_key,
    order_id,
    business_date,
    platform,
    witnesses,
    field,
    value,
    other_value,
    person_key,
    other_person_key
from judged
where is_conflict
