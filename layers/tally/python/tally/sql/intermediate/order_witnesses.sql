/*
description = """What the events of an order say of it, and what its record says, so that the two and the events among
themselves can be compared. Amounts are compared of one kind: revenue where an event has it, else with tax and shipping,
else lines. An amount that a correction told is left out: a page that is opened again tells it, too"""
grain = "one row per order_key of order_sales"
step = "refresh"
persons = ["one_person_key", "other_person_key", "record_person_key"]
checks = ["unique: order_key", "not_null: order_key, order_id, business_date, platform, has_record, has_event"]

[columns]
order_key = "string: as in order_sales"
order_id = "string: the shop's order number"
business_date = "date: of the order"
platform = "string: of the order"
has_record = "boolean: the shop's records have it"
has_event = "boolean: an Order Completed tells it"
least_amount = "decimal(20,6): of its events, of one kind"
most_amount = "decimal(20,6): of its events, of the same kind"
record_amount = "decimal(20,6): of its record, of the same kind"
event_amount = "decimal(20,6): of its events, to compare with record_amount: corrected, else what differs most from it"
first_currency = "string: of its events, by the alphabet"
last_currency = "string: of its events, by the alphabet"
record_currency = "string: of its record"
one_person_key = "bigint: a known merged person of its events"
other_person_key = "bigint: another one, or the same"
record_person_key = "bigint: the merged person of its record"
told_at = "timestamp: its time by the events, UTC"
recorded_at = "timestamp: its time by the record, UTC"
is_cancelled = "boolean: by its events"
is_record_cancelled = "boolean: by its record; null where it does not say"
*/
with judged as (
    select
        order_key,
        event_name,
        occurred_at,
        person_key,
        known_by,
        currency,
        amount,
        amount_from,
        gross,
        told_by = 'record' as is_record,
        max(case when is_correction and amount_from in ('revenue', 'total', 'lines') then amount end)
            over (partition by order_key, round(amount, 2))
            as correction
    from order_copies
),
told as (
    select *, not is_record and correction is null as is_own
    from judged
    where event_name = 'Order Completed'
),
said as (
    select
        order_key,
        count_if(is_record) > 0 as has_record,
        count_if(not is_record) > 0 as has_event,
        min(case when is_own and amount_from = 'revenue' then amount end) as least_revenue,
        max(case when is_own and amount_from = 'revenue' then amount end) as most_revenue,
        min(case when is_own then gross end) as least_gross,
        max(case when is_own then gross end) as most_gross,
        min(case when is_own and amount_from = 'lines' then amount end) as least_lines,
        max(case when is_own and amount_from = 'lines' then amount end) as most_lines,
        max(case when is_record then amount end) as record_revenue,
        max(case when is_record then gross end) as record_gross,
        min(case when not is_record then currency end) as first_currency,
        max(case when not is_record then currency end) as last_currency,
        max(case when is_record then currency end) as record_currency,
        min(case when not is_record and known_by = 2 then person_key end) as one_person_key,
        max(case when not is_record and known_by = 2 then person_key end) as other_person_key,
        max(case when is_record and known_by = 2 then person_key end) as record_person_key,
        max(case when is_record then occurred_at end) as recorded_at
    from told
    group by order_key
),
cancelled as (
    select order_key, max(occurred_at) as cancelled_at
    from order_changes
    where change = 'cancelled'
    group by order_key
),
compared as (
    select
        order_sales.order_key,
        order_sales.order_id,
        order_sales.business_date,
        order_sales.platform,
        said.has_record,
        said.has_event,
        case
            when said.most_revenue is not null then said.least_revenue
            when said.most_gross is not null then said.least_gross
            else said.least_lines
        end as least_amount,
        coalesce(said.most_revenue, said.most_gross, said.most_lines) as most_amount,
        order_sales.corrected_amount,
        case
            when
                order_sales.corrected_amount is null
                and said.most_revenue is null
                and said.most_gross is not null
            then said.record_gross
            else said.record_revenue
        end as record_amount,
        said.first_currency,
        said.last_currency,
        said.record_currency,
        said.one_person_key,
        said.other_person_key,
        said.record_person_key,
        case when said.has_event then order_sales.ordered_at end as told_at,
        said.recorded_at,
        coalesce(cancelled.cancelled_at >= order_sales.last_completed_at, false) as is_cancelled,
        order_sales.is_record_cancelled
    from order_sales
    inner join said on said.order_key = order_sales.order_key
    left join cancelled on cancelled.order_key = order_sales.order_key
)
select
    order_key,
    order_id,
    business_date,
    platform,
    has_record,
    has_event,
    least_amount,
    most_amount,
    record_amount,
    case
        when corrected_amount is not null then corrected_amount
        when abs(record_amount - least_amount) > abs(record_amount - most_amount) then least_amount
        else most_amount
    end as event_amount,
    first_currency,
    last_currency,
    record_currency,
    one_person_key,
    other_person_key,
    record_person_key,
    told_at,
    recorded_at,
    is_cancelled,
    is_record_cancelled
from compared
