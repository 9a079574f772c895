/*
description = """Everything that tells an order or corrects it, with the order that it tells. Copies of one number are
one order, but: where one teller names several shops for it, each shop's is an order; and where known persons differ and
their amounts do, each person's is. A copy that names no shop or person goes with the copy of its person, else of its
amount, else the first"""
grain = "one row per Order Completed or Order Updated event, and per record of an order; negative ones are refunds"
step = "refresh"
persons = ["device_key", "person_key"]
checks = [
    "unique: copy_id",
    "not_null: copy_id, order_key, order_id, event_name, told_by, occurred_at, business_date, person_key, known_by",
    "accepted_values: told_by: record, server, device",
]

[parameters]
clock_error = "interval: a time further than this before its arrival may be a wrong clock's"

[columns]
copy_id = "string: event and its event_key, or record and its order_id"
order_key = "string: order_id; where that is several orders, with @ and the shop, and @ and the person's key behind"
order_id = "string: the shop's order number, else the event's id"
is_only_order = "boolean: all copies of the number are one order"
event_key = "bigint: as in stg_events; null for a record"
event_id = "string: as in stg_events; null for a record"
event_name = "string: Order Completed or Order Updated; a record is an Order Completed"
is_correction = "boolean: an Order Updated that counts: a server's, or of an order that no server tells"
told_by = "string: record; server, which a till is, too; or device"
occurred_at = "timestamp: when it happened, UTC"
business_date = "date: the same in the shop's time zone"
is_old = "boolean: it came days after its time: history, a phone without network, or a wrong clock"
device_key = "bigint: as in stg_events; null for a record"
person_key = "bigint: merged person"
user_id = "string: the merged person's, as in merged_events"
known_by = "int: what names the person: 2 a user, 1 a device, 0 nothing"
is_visit = "boolean: somebody was there, by visit_kinds"
affiliation = "string: the shop that sold it"
platform = "string: as in stg_events"
country = "string: as in stg_events"
region = "string: as in stg_events; no record tells it"
currency = "string: as in stg_order_events"
amount = "decimal(20,6): without tax and shipping"
amount_from = "string: record, or as in stg_order_events"
gross = "decimal(20,6): with tax and shipping, where told"
units = "decimal(18,4): as in stg_order_events"
lines = "bigint: lines in it"
is_cancelled = "boolean: a record's status; null for an event"
is_test = "boolean: one copy of the order is marked as a test"
*/
with told as (
    select
        'event ' || cast(stg_order_events.event_key as varchar) as copy_id,
        stg_order_events.order_id,
        stg_order_events.event_key,
        stg_order_events.event_id,
        stg_order_events.event_name,
        if(merged_events.sender = 'server' or stg_order_events.platform = 'store', 'server', 'device')
            as told_by,
        stg_order_events.occurred_at,
        stg_order_events.business_date,
        coalesce(stg_order_events.occurred_at < stg_order_events.received_at - :clock_error, false) as is_old,
        merged_events.device_key,
        merged_events.person_key,
        merged_events.user_id,
        stg_order_events.known_by,
        merged_events.is_visit,
        stg_order_events.affiliation,
        stg_order_events.platform,
        stg_order_events.country,
        stg_order_events.region,
        stg_order_events.currency,
        stg_order_events.amount,
        stg_order_events.amount_from,
        stg_order_events.gross,
        stg_order_events.units,
        stg_order_events.lines,
        cast(null as boolean) as is_cancelled,
        stg_order_events.is_test
    from stg_order_events
    inner join merged_events
        on merged_events.event_key = stg_order_events.event_key
        and merged_events.business_date = stg_order_events.business_date
    where
        stg_order_events.event_name in ('Order Completed', 'Order Updated')
        and coalesce(stg_order_events.amount, 0) >= 0
    union all
    select
        'record ' || recorded_orders.order_id as copy_id,
        recorded_orders.order_id,
        cast(null as bigint) as event_key,
        cast(null as varchar) as event_id,
        'Order Completed' as event_name,
        'record' as told_by,
        recorded_orders.ordered_at as occurred_at,
        recorded_orders.business_date,
        false as is_old,
        cast(null as bigint) as device_key,
        coalesce(
            identity_map.person_key,
            recorded_orders.sent_person_key,
            -- Nobody's: a person of its own, as an event of nobody is.
            from_big_endian_64(xxhash64(to_utf8('record ' || recorded_orders.order_id)))
        ) as person_key,
        coalesce(
            identity_map.user_id,
            case
                when substr(recorded_orders.customer_id, 1, 8) <> '$device:' then recorded_orders.customer_id
            end
        ) as user_id,
        if(recorded_orders.sent_person_key is null, 0, 2) as known_by,
        false as is_visit,
        recorded_orders.affiliation,
        recorded_orders.platform,
        recorded_orders.country,
        'unknown' as region,
        recorded_orders.currency,
        recorded_orders.amount,
        if(recorded_orders.amount is null, 'nothing', 'record') as amount_from,
        recorded_orders.gross,
        coalesce(recorded_orders.units, 1) as units,
        recorded_orders.lines,
        recorded_orders.is_cancelled,
        false as is_test
    from recorded_orders
    left join identity_map on identity_map.device_key = recorded_orders.sent_person_key
    where coalesce(recorded_orders.amount, 0) >= 0
),
of_persons as (
    select
        *,
        min(affiliation) over (partition by order_id, told_by, person_key) as teller_shop,
        -- An update tells another amount on purpose.
        case when event_name = 'Order Completed' then round(amount, 2) end as first_amount,
        row_number() over (partition by order_id order by occurred_at, copy_id) as place
    from told
),
-- A browser may call the shop otherwise than the server does: only who names two shops means two.
of_tellers as (
    select
        *,
        if(
            min(teller_shop) over (partition by order_id, told_by)
            <> max(teller_shop) over (partition by order_id, told_by),
            1,
            0
        ) as names_several
    from of_persons
),
of_numbers as (
    select
        *,
        max(names_several) over (partition by order_id) as has_several_shops,
        min(case when names_several = 1 then affiliation end) over (partition by order_id, person_key)
            as person_shop
    from of_tellers
),
in_shops as (
    select
        *,
        case
            when has_several_shops = 1
            then
                coalesce(
                    person_shop,
                    case
                        when first_amount is not null
                        then min(person_shop) over (partition by order_id, first_amount)
                    end,
                    min_by(person_shop, case when person_shop is not null then place end)
                        over (partition by order_id)
                )
            else ''
        end as shop
    from of_numbers
),
of_amounts as (
    select
        *,
        min(case when known_by = 2 and first_amount is not null then person_key end)
            over (partition by order_id, shop, first_amount) as amount_buyer
    from in_shops
),
of_buyers as (
    select *, min(amount_buyer) over (partition by order_id, shop, person_key) as person_buyer
    from of_amounts
),
in_orders as (
    select
        *,
        coalesce(
            person_buyer,
            case
                when first_amount is not null
                then min(person_buyer) over (partition by order_id, shop, first_amount)
            end,
            min_by(person_buyer, case when person_buyer is not null then place end)
                over (partition by order_id, shop),
            0
        ) as buyer
    from of_buyers
),
keyed as (
    select
        *,
        order_id
        || if(has_several_shops = 1, '@' || shop, '')
        || if(
            min(buyer) over (partition by order_id, shop) <> max(buyer) over (partition by order_id, shop),
            '@' || cast(buyer as varchar),
            ''
        ) as order_key
    from in_orders
)
select
    copy_id,
    order_key,
    order_id,
    min(order_key) over (partition by order_id) = max(order_key) over (partition by order_id)
        as is_only_order,
    event_key,
    event_id,
    event_name,
    event_name = 'Order Updated'
    and (
        told_by = 'server'
        or count_if(told_by = 'server' and event_name = 'Order Completed') over (partition by order_key) = 0
    ) as is_correction,
    told_by,
    occurred_at,
    business_date,
    is_old,
    device_key,
    person_key,
    user_id,
    known_by,
    is_visit,
    affiliation,
    platform,
    country,
    region,
    currency,
    amount,
    amount_from,
    gross,
    units,
    lines,
    is_cancelled,
    max(if(is_test, 1, 0)) over (partition by order_key) = 1 as is_test
from keyed
