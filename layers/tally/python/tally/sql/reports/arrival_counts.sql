/*
description = "How many events of some days are in the lake and in quarantine, and how many the witness saw: `tally demo`"

[columns]
in_lake = "bigint: events in the lake"
in_quarantine = "bigint: distinct ids in quarantine that the lake has not taken in since"
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
        select count(distinct event_id)
        from quarantine
        where
            occurred_at between :begins and :ends
            and event_id not in (
                select event_id
                from events
                where business_date between :first and :last
            )
    ) as in_quarantine,
    (
        select count(distinct id_hash)
        from witness_events
        where occurred_at between :begins and :ends
    ) as at_witness
