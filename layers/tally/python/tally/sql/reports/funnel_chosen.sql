/*
description = """The entries that count: of each person or session one, in each segment one; all where attempts count.
The filter takes whole entries away"""

[columns]
unit = "bigint: as in funnel_entries"
person = "string: who, for people"
way = "array<struct<at_ms:bigint,event_key:bigint,segment:string,filtered:string,amount:double,excluded_ms:bigint,excluded_key:bigint>>: as in funnel_way, from the first step on"
depth = "int: steps that it reached"
segment = "string: the breakdown's value"

[parameters]
entries = "relation(funnel_entries): the entries, or the attempts among them"
is_first = "boolean: the first entry counts, not the deepest"
is_each = "boolean: every one counts"
fits = "expression(boolean): whether the filter lets an entry stand"
*/
with ranked as (
    select
        *,
        row_number() over (
            partition by unit, segment
            order by if(:is_first, 0, depth) desc, if(:is_first, -at_ms, at_ms) desc, event_key
        ) as place
    from :entries
)
select
    unit,
    person,
    way,
    depth,
    segment
from ranked
where (:is_each or place = 1) and :fits
