/*
description = """Pairs of ids that identity events name: Mixpanel's $identify, $create_alias and $merge, Segment's
alias; and of events that a device and a server told (told_twice), whose user the server knew. A pair links a device to a
user; all others are kept with the reason why they link nothing."""
grain = "one row per such event and other id that it names"
step = "refresh"
persons = ["first_id", "second_id", "device_id", "user_id"]
checks = [
    "unique: event_key, occurred_at, second_id",
    "not_null: event_key, event_id, event_name, occurred_at, first_id, second_id",
    "accepted_values: reason: same_id, two_users, two_devices",
    "expression: (reason is null) = (device_id is not null and user_id is not null)",
]

[columns]
event_key = "bigint: as in stg_events"
event_id = "string: id given by the client"
event_name = "string: $identify, $create_alias, $merge, $alias, or what was told twice"
occurred_at = "timestamp: when it happened, UTC"
received_at = "timestamp: when it arrived, UTC"
first_id = "string: the id the event is of, a device with $device: before it"
second_id = "string: the other id it names, written alike"
device_id = "string: the device of the pair, if it is one of a device and a user"
user_id = "string: its user"
reason = "string: why the pair links nothing: same_id, two_users or two_devices; null when it does"
*/
with named as (
    select
        dedup_key as event_key,
        event_id,
        event_name,
        cast(date_trunc('millisecond', occurred_at) as timestamp) as occurred_at,
        cast(date_trunc('millisecond', received_at) as timestamp) as received_at,
        case
            when event_name = '$merge' then json_extract_scalar(properties, '$["$distinct_ids"][0]')
            else distinct_id
        end as first_id,
        case event_name
            when '$identify' then array[
                    json_extract_scalar(properties, '$["$anon_distinct_id"]'),
                    json_extract_scalar(properties, '$["$identified_id"]'),
                    -- Left over where the event has another device as well; it is one by its name.
                    '$device:' || json_extract_scalar(properties, '$["$anon_id"]'),
                    -- Servers of the original merge name as $anon_id what a visitor's events came under: a
                    -- user's here.
                    '$bare:' || device_id
                ]
            when '$create_alias' then array[json_extract_scalar(properties, '$.alias')]
            when '$merge' then array[json_extract_scalar(properties, '$["$distinct_ids"][1]')]
            else array[json_extract_scalar(properties, '$.previousId')]
        end as other_ids
    from events
    where
        event_class = 'business'
        and event_name in ('$identify', '$create_alias', '$merge', '$alias')
    union all
    select
        event_key,
        event_id,
        event_name,
        occurred_at,
        received_at,
        user_id as first_id,
        array['$device:' || device_id, '$device:' || sent_device_id] as other_ids
    from told_twice
    where user_id is not null
),

pairs as (
    -- Distinct: $anon_distinct_id and $anon_id may be the same device.
    select distinct
        named.event_key,
        named.event_id,
        named.event_name,
        named.occurred_at,
        named.received_at,
        named.first_id,
        -- Segment's previousId does not say what it is: a device where events came from such a device.
        case
            when users.user_id is not null then users.user_id
            when devices.device_id is not null then '$device:' || other_id
            else other_id
        end as second_id
    from named
    cross join unnest(other_ids) as others (other_id)
    left join (
        select device_id
        from stg_events
        where device_id is not null
        group by device_id
    ) as devices
        on devices.device_id = case when named.event_name = '$alias' then other_id end
    left join (
        select user_id
        from stg_events
        where user_id is not null
        group by user_id
    ) as users
        on '$bare:' || users.user_id = other_id
    where
        first_id <> ''
        and (users.user_id is not null or substr(other_id, 1, 6) <> '$bare:')
        -- $erased stands for a customer who was forgotten, whoever that was.
        and other_id not in ('', '$erased', '$device:$erased')
),

kinds as (
    select
        *,
        substr(first_id, 1, 8) = '$device:' as first_is_device,
        substr(second_id, 1, 8) = '$device:' as second_is_device,
        -- A device linked with a user of the same id: the app knew no user.
        first_id in (second_id, '$device:' || second_id) or second_id = '$device:' || first_id as is_one_id
    from pairs
)
select
    event_key,
    event_id,
    event_name,
    occurred_at,
    received_at,
    first_id,
    second_id,
    case
        when is_one_id then null
        when first_is_device and not second_is_device then substr(first_id, 9)
        when second_is_device and not first_is_device then substr(second_id, 9)
    end as device_id,
    case
        when is_one_id then null
        when first_is_device and not second_is_device then second_id
        when second_is_device and not first_is_device then first_id
    end as user_id,
    case
        when is_one_id then 'same_id'
        when first_is_device and second_is_device then 'two_devices'
        when not first_is_device and not second_is_device then 'two_users'
    end as reason
from kinds
