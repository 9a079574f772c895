/*
description = """Events with the profile that their person has now. Its columns are those of `person_events` and one more,
so that a report reads it in their place"""

[parameters]
events = "relation(person_events): the events"
*/
select
    sent.*,
    people.properties as profile_properties
from :events as sent
left join people on people.person_key = sent.person_key
