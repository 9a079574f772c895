/*
description = "How many events of some days are in the lake, and how many the witness saw: `tally demo`"

[columns]
in_lake = "bigint: events in the lake"
at_witness = "bigint: distinct ids at the witness"

[parameters]
first = "date: first business date"
last = "date: last business date"
begins = "timestamp: its midnight, UTC"
ends = "timestamp: midnight after the last, UTC"
*/
select
    (
        select count(*)
        from events
        where business_date between :first and :last
    ) as in_lake,
    (
        select count(distinct id_hash)
        from witness_events
        where occurred_at between :begins and :ends
    ) as at_witness
