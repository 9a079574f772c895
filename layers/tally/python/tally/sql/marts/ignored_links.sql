/*
description = """Pairs of ids that events name and that identity_map does not follow, and why. A device keeps its
first user; two users never become one, nor do two devices (docs/reference/people.md)."""
grain = "one row per pair of ids, name of event and reason"
step = "refresh"
persons = ["first_id", "second_id", "linked_user_id"]
checks = [
    "unique: first_id, second_id, event_name, reason",
    "not_null: first_id, second_id, event_name, reason, event_id, first_at, last_at, events",
    "accepted_values: reason: device_has_other_user, device_of_many, same_id, two_users, two_devices",
]

[parameters]
most_users = "bigint: a device with more users than this is nobody's"

[columns]
first_id = "string: the id the events are of; a device has $device: before it"
second_id = "string: the other id they name, written alike"
event_name = "string: event that named both"
reason = "string: device_has_other_user, device_of_many, same_id, two_users or two_devices"
linked_user_id = "string: the user the device belongs to, where it has one"
event_id = "string: the first such event"
first_at = "timestamp: its time, UTC"
last_at = "timestamp: time of the last one, UTC"
events = "bigint: how many there were"
*/
with pairs as (
    select
        user_id as first_id,
        '$device:' || device_id as second_id,
        device_id,
        user_id,
        event_name,
        event_id,
        occurred_at,
        case
            when user_id in (device_id, '$device:' || device_id) then 'same_id'
            when substr(user_id, 1, 8) = '$device:' then 'two_devices'
        end as reason
    from stg_events
    where device_id is not null and user_id is not null
    union all
    select
        first_id,
        second_id,
        device_id,
        user_id,
        event_name,
        event_id,
        occurred_at,
        reason
    from identity_claims
),

judged as (
    select
        pairs.first_id,
        pairs.second_id,
        pairs.event_name,
        pairs.event_id,
        pairs.occurred_at,
        case when device_users.users <= :most_users then device_users.user_id end as linked_user_id,
        coalesce(
            pairs.reason,
            case
                when device_users.users > :most_users then 'device_of_many'
                when device_users.user_id <> pairs.user_id then 'device_has_other_user'
            end
        ) as reason
    from pairs
    left join device_users on device_users.device_id = pairs.device_id
)
select
    first_id,
    second_id,
    event_name,
    reason,
    max(linked_user_id) as linked_user_id,
    min_by(event_id, occurred_at) as event_id,
    min(occurred_at) as first_at,
    max(occurred_at) as last_at,
    count(*) as events
from judged
where reason is not null
group by first_id, second_id, event_name, reason
