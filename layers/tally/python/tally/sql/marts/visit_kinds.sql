/*
description = """Which events are visits: somebody was there. Decided by an event's name and by what sent it; visitors,
sessions, the funnel's entry and the verdicts under them all ask here. A bot's event never is one. Else the tracking
plan has the last word (`visit` of an event), then the list not_visits and names of messages, then who sent it: what a
server tells is none"""
grain = "one row per event_name and sender"
step = "refresh"
checks = [
    "unique: event_name, sender",
    "not_null: event_name, sender, is_visit, why",
    "accepted_values: sender: device, server, bot",
]

[parameters]
planned_visits = "rows(varchar, boolean): names of events and what the tracking plan says of them"
message_names = "string: regular expression of lower-case names of messages"
longest_name = "bigint: characters of a name that it looks at"

[columns]
event_name = "string: canonical name, of the lake or of the witness"
sender = "string: device, server or bot"
is_visit = "boolean: somebody was there"
why = "string: the rule that decided"
*/
with names as (
    select event_name
    from events
    group by event_name
    union
    select event_name
    from witness_events
    group by event_name
),
named as (
    select
        names.event_name,
        planned.is_visit as is_planned,
        case
            when not_visits.why is not null then not_visits.why
            when regexp_like(lower(substr(names.event_name, 1, :longest_name)), :message_names)
            then 'it tells of a message or a parcel'
        end as why_not
    from names
    left join not_visits on not_visits.event_name = names.event_name
    left join :planned_visits as planned (event_name, is_visit) on planned.event_name = names.event_name
)
select
    named.event_name,
    senders.sender,
    case
        when senders.sender = 'bot' then false
        when named.is_planned is not null then named.is_planned
        else named.why_not is null and senders.sender = 'device'
    end as is_visit,
    case
        when senders.sender = 'bot' then 'a bot sent it'
        when named.is_planned is not null then 'the tracking plan says so'
        when named.why_not is not null then named.why_not
        when senders.sender = 'server' then 'a server tells it'
        else 'somebody did it'
    end as why
from named
cross join (values ('device'), ('server'), ('bot')) as senders (sender)
