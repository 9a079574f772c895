/*
description = """What each property of an event held, of arrivals of the last 35 days: how often a value of which
type, and which values several persons sent. A value that few sent, that is personal data by the tracking plan, or
looks like an e-mail address, a phone number or a link, stands nowhere here; nor does a name with an @. Types are
exact, values are of a sample of each event"""
grain = "one row per event_name, property, type and value"
step = "refresh"
persons = ["value"]
checks = [
    "unique: event_name, property, type, value",
    "not_null: event_name, property, type, first_at, last_at",
    "accepted_values: type: string, number, boolean, list, object",
]

[parameters]
since = "timestamp: arrivals from here on, UTC"
personal_names = "rows(varchar): properties that are personal data, as names are compared"
values_sample = "bigint: of so many events of a name values are looked at"
least_persons = "bigint: a value that fewer persons sent is none to show"
longest_value = "bigint: characters of a value to show"
longest_property = "bigint: characters of a property's name: longer ones are none"

[columns]
event_name = "string: canonical name"
property = "string: name of the property: a column of events, else as sent"
type = "string: of its values, as in JSON"
value = "string: as text; null for all that is not shown"
events = "bigint: how many had it"
persons = "bigint: merged persons who sent the value, in the sample; null without a value"
events_of_name = "bigint: how many events of this name arrived, with and without the property"
first_at = "timestamp: of the first, UTC"
last_at = "timestamp: of the last, UTC"
*/
with columns_told as (
    select
        events.event_name,
        events.id_hash,
        events.sent_person_key,
        events.occurred_at,
        told.property,
        case
            when told.property = 'products' then 'list'
            when told.property in ('revenue', 'total', 'tax', 'shipping', 'price', 'quantity') then 'number'
            else 'string'
        end as type,
        told.value
    from events
    cross join
        unnest(
            array[
                'platform', 'os', 'browser', 'device_model', 'app_version', 'country', 'region', 'city',
                'url', 'path', 'referrer_domain', 'utm_source', 'utm_medium', 'utm_campaign', 'utm_content',
                'utm_term', 'click_id', 'order_id', 'refund_id', 'product_id', 'coupon', 'currency',
                'affiliation', 'experiment_name', 'variant_name',
                'revenue', 'total', 'tax', 'shipping', 'price', 'quantity', 'products'
            ],
            array[
                platform, os, browser, device_model, app_version, country, region, city,
                url, path, referrer_domain, utm_source, utm_medium, utm_campaign, utm_content,
                utm_term, click_id, order_id, refund_id, product_id, coupon, currency,
                affiliation, experiment_name, variant_name,
                cast(revenue as varchar), cast(total as varchar), cast(tax as varchar),
                cast(shipping as varchar), cast(price as varchar), cast(quantity as varchar),
                if(products is not null, '')
            ]
        ) as told (property, value)
    where events.received_at >= :since
),

members_told as (
    select
        events.event_name,
        events.id_hash,
        events.sent_person_key,
        events.occurred_at,
        members.name as property,
        case substr(coalesce(json_format(members.member), 'null'), 1, 1)
            when '"' then 'string'
            when 't' then 'boolean'
            when 'f' then 'boolean'
            when '[' then 'list'
            when '{' then 'object'
            when 'n' then 'null'
            else 'number'
        end as type,
        coalesce(json_extract_scalar(members.member, '$'), '') as value
    from events
    -- The case keeps other shapes from the cast; what no engine can parse costs its properties alone.
    cross join
        unnest(
            cast(
                try(json_parse(case when substr(events.properties, 1, 1) = '{' then events.properties end))
                as map (varchar, json)
            )
        ) as members (name, member)
    where events.received_at >= :since
),

told as (
    select event_name, id_hash, sent_person_key, occurred_at, property, type, value
    from columns_told
    where value is not null
    union all
    select event_name, id_hash, sent_person_key, occurred_at, property, type, value
    from members_told
    where type <> 'null'
),

sizes as (
    select event_name, count(*) as events
    from events
    where received_at >= :since
    group by event_name
),

judged as (
    select
        told.event_name,
        told.property,
        told.type,
        told.occurred_at,
        sizes.events as events_of_name,
        coalesce(identity_map.person_key, told.sent_person_key) as person_key,
        case
            -- First: what is not in the sample is not looked at.
            when abs(mod(told.id_hash, 1000000)) * sizes.events >= 1e6 * :values_sample then null
            when personal.name is not null then null
            when told.type in ('list', 'object') or told.value = '' then null
            when length(told.value) > :longest_value then null
            when regexp_like(told.value, '@|%40|://|^hmac:') then null
            -- Five digits, with what is written between those of a phone number.
            when told.type = 'string' and regexp_like(told.value, '^\+?([ ()./-]*[0-9]){5,}[ ()./-]*$')
            then null
            -- Columns write all decimals that they keep.
            when told.type = 'number' and regexp_like(told.value, '^-?[0-9]+\.[0-9]+$')
            then regexp_replace(told.value, '\.?0+$', '')
            else told.value
        end as value
    from told
    inner join sizes on sizes.event_name = told.event_name
    left join identity_map on identity_map.device_key = told.sent_person_key
    left join :personal_names as personal (name)
        -- Small letters as the tracking plan's: they have neither a sharp s, nor a long or a final one.
        on personal.name
        = replace(
            translate(lower(replace(replace(replace(told.property, ' ', ''), '_', ''), '-', '')), 'ſς', 'sσ'),
            'ß',
            'ss'
        )
    where length(told.property) <= :longest_property and strpos(told.property, '@') = 0
),

by_value as (
    select
        event_name,
        property,
        type,
        value,
        count(*) as events,
        count(distinct if(value is null, null, person_key)) as persons,
        max(events_of_name) as events_of_name,
        min(occurred_at) as first_at,
        max(occurred_at) as last_at
    from judged
    group by event_name, property, type, value
),

shown as (
    select
        event_name,
        property,
        type,
        if(persons >= :least_persons, value) as value,
        if(persons >= :least_persons, persons) as persons,
        events,
        events_of_name,
        first_at,
        last_at
    from by_value
)
select
    event_name,
    property,
    type,
    value,
    cast(sum(events) as bigint) as events,
    max(persons) as persons,
    max(events_of_name) as events_of_name,
    cast(date_trunc('millisecond', min(first_at)) as timestamp) as first_at,
    cast(date_trunc('millisecond', max(last_at)) as timestamp) as last_at
from shown
group by event_name, property, type, value
