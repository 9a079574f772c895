/*
description = """All events of a cohort's persons, also of days on which they did not belong to it. Its columns are those
of `person_events`, so that a report reads it in their place"""

[parameters]
events = "relation(person_events): the events to choose from"
members = "relation(cohort_members): the persons"
*/
select *
from :events
where person_key in (select person_key from :members)
