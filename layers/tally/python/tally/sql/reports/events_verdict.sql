/*
description = """What the audit says of the events under a report: of some days and some names, on all platforms, the worst
cell speaking for them. A report judges them as a KPI is judged"""

[columns]
disputed = "bigint: days x events x platforms that are disputed"
open_cells = "bigint: hours that the audit did not look at"
events = "bigint: ids of the lake in the cells that it looked at"
unwitnessed_events = "bigint: of these, ids in unaudited cells"
matched = "bigint: ids of the witness that the lake has"
witness_events = "bigint: ids of the witness"
reason = "string: of the worst cell, with its event, local hour and platform; null where there is no cell"

[parameters]
first = "date: first business date"
last = "date: last business date"
compared_first = "date: first business date of what they are compared with"
compared_last = "date: last business date of what they are compared with"
is_asked = "expression(boolean): whether an event's name is one of the report's"
*/
with found as (
    select
        business_date,
        event_name,
        platform,
        verdict,
        open_cells,
        events,
        unwitnessed_events,
        missing_in_lake,
        matched,
        witness_events,
        reason
    from daily_verdicts
    where
        (
            business_date between :first and :last
            or business_date between :compared_first and :compared_last
        )
        and :is_asked
),
ranked as (
    select
        *,
        row_number() over (
            order by
                case verdict when 'disputed' then 0 when 'unaudited' then 1 else 2 end,
                if(open_cells > 0, 0, 1),
                missing_in_lake desc,
                unwitnessed_events desc,
                business_date,
                event_name,
                platform
        ) as place
    from found
)
select
    count_if(verdict = 'disputed') as disputed,
    cast(coalesce(sum(open_cells), 0) as bigint) as open_cells,
    cast(coalesce(sum(events), 0) as bigint) as events,
    cast(coalesce(sum(unwitnessed_events), 0) as bigint) as unwitnessed_events,
    cast(coalesce(sum(matched), 0) as bigint) as matched,
    cast(coalesce(sum(witness_events), 0) as bigint) as witness_events,
    max(case when place = 1 then reason end) as reason
from ranked
