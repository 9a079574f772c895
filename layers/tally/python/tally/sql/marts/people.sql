/*
description = """Profiles of persons, by Mixpanel's operations in time order (docs/reference/people.md). Join sessions and
orders on person_key. A profile that was kept on a device stays there: it is not carried over to the user."""
grain = "one row per person profile"
step = "refresh"
persons = ["person_key"]
checks = [
    "unique: profile_id",
    "not_null: profile_id, person_key, is_device, first_update_at, last_update_at, properties",
]

[columns]
profile_id = "string: the user id, or $device: and a device id"
person_key = "bigint: the person in sessions, orders and identity_map"
is_device = "boolean: the profile is on a device, nobody's yet"
name = "string: $name, name, or first and last name"
first_name = "string: $first_name or firstName"
last_name = "string: $last_name or lastName"
email = "string: $email or email"
phone = "string: $phone or phone"
country = "string: $country_code or country"
region = "string: $region"
city = "string: $city"
created = "string: $created, createdAt or created_at, as it was sent"
first_referrer_domain = "string: $initial_referring_domain"
first_utm_source = "string: initial_utm_source"
first_utm_medium = "string: initial_utm_medium"
first_utm_campaign = "string: initial_utm_campaign"
first_update_at = "timestamp: time of the oldest update since the profile was last deleted, UTC"
last_update_at = "timestamp: time of the newest update, UTC"
last_seen_at = "timestamp: Mixpanel's $last_seen: the newest update without $ignore_time, UTC"
properties = "string: JSON object of all properties, names sorted"
*/
with named as (
    select
        profile_id,
        profile_key as person_key,
        coalesce(
            json_extract_scalar(properties, '$["$name"]'), json_extract_scalar(properties, '$.name')
        ) as full_name,
        coalesce(
            json_extract_scalar(properties, '$["$first_name"]'),
            json_extract_scalar(properties, '$.firstName')
        ) as first_name,
        coalesce(
            json_extract_scalar(properties, '$["$last_name"]'),
            json_extract_scalar(properties, '$.lastName')
        ) as last_name,
        first_update_at,
        last_update_at,
        last_seen_at,
        properties
    from profiles
    where kind = 'person'
)
select
    profile_id,
    person_key,
    substr(profile_id, 1, 8) = '$device:' as is_device,
    case
        when full_name is not null then full_name
        when first_name is not null and last_name is not null then first_name || ' ' || last_name
        else coalesce(first_name, last_name)
    end as name,
    first_name,
    last_name,
    coalesce(
        json_extract_scalar(properties, '$["$email"]'), json_extract_scalar(properties, '$.email')
    ) as email,
    coalesce(
        json_extract_scalar(properties, '$["$phone"]'), json_extract_scalar(properties, '$.phone')
    ) as phone,
    coalesce(
        nullif(json_extract_scalar(properties, '$["$country_code"]'), ''),
        nullif(json_extract_scalar(properties, '$.country'), '')
    ) as country,
    nullif(json_extract_scalar(properties, '$["$region"]'), '') as region,
    nullif(json_extract_scalar(properties, '$["$city"]'), '') as city,
    coalesce(
        json_extract_scalar(properties, '$["$created"]'),
        json_extract_scalar(properties, '$.createdAt'),
        json_extract_scalar(properties, '$.created_at')
    ) as created,
    nullif(json_extract_scalar(properties, '$["$initial_referring_domain"]'), '') as first_referrer_domain,
    nullif(json_extract_scalar(properties, '$.initial_utm_source'), '') as first_utm_source,
    nullif(json_extract_scalar(properties, '$.initial_utm_medium'), '') as first_utm_medium,
    nullif(json_extract_scalar(properties, '$.initial_utm_campaign'), '') as first_utm_campaign,
    first_update_at,
    last_update_at,
    last_seen_at,
    properties
from named
