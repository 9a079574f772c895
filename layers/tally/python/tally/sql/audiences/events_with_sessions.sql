/*
description = """Events with what their session was. Its columns are those of `person_events` and some more, so that a report
reads it in their place. What is no visit has no session"""

[parameters]
events = "relation(person_events): the events"
*/
select
    sent.*,
    nullif(sessions.platform, 'unknown') as session_platform,
    nullif(sessions.country, 'unknown') as session_country,
    sessions.entry_url as session_entry_url,
    sessions.utm_source as session_utm_source,
    sessions.utm_medium as session_utm_medium,
    sessions.utm_campaign as session_utm_campaign,
    cast(sessions.had_order as varchar) as session_had_order,
    sessions.duration_s as session_duration_s,
    sessions.events as session_events,
    sessions.product_views as session_product_views
from :events as sent
left join sessions
    on sessions.session_id = sent.session_id
    and sessions.business_date = sent.business_date
