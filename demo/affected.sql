/* Whose orders are missing in disputed hours: by the device that the witness saw, and who was known on it. */
select
    audit_ids.event_id as missing_order,
    audit_ids.witness_amount as amount,
    sighted.app_version,
    person_events.user_id,
    max(person_events.occurred_at) as last_seen_at
from audit_ids
inner join witness_events as sighted on audit_ids.id_hash = sighted.id_hash
left join identity_map on sighted.device_key = identity_map.device_key
inner join person_events
    on coalesce(identity_map.person_key, sighted.device_key) = person_events.person_key
where
    audit_ids.kind = 'missing_in_lake'
    and audit_ids.quarantine_reason is null
    and person_events.business_date = date '2026-03-03'
group by audit_ids.event_id, audit_ids.witness_amount, sighted.app_version, person_events.user_id
order by person_events.user_id, audit_ids.event_id
