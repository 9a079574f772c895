/*
description = """Which person a device belongs to: its first user, whom all other anonymous events of that device
follow, earlier ones too. Later users of the device keep their own events; what links nothing is in ignored_links.
A device with more users than most_users is nobody's: one id for many phones, a kiosk"""
grain = "one row per device that belongs to a user"
step = "refresh"
checks = [
    "unique: device_id",
    "unique: device_key",
    "not_null: device_id, device_key, user_id, person_key, linked_at",
]

[parameters]
most_users = "bigint: a device with more users than this is nobody's"

[columns]
device_id = "string: anonymous browser or app installation"
device_key = "bigint: sent_person_key of the device's events without a user"
user_id = "string: the first user seen on it"
person_key = "bigint: sent_person_key of that user: the merged person"
linked_at = "timestamp: time of the event that linked them, UTC"
*/
select
    device_id,
    device_key,
    user_id,
    person_key,
    linked_at
from device_users
where users <= :most_users
