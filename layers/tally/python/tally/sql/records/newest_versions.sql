/*
description = """The newest version of each record: by changed_at, of equal ones the later import, then the later
line. A record that is deleted by its newest version is gone. Built once for each table of records: record_versions
stands for the versions of that table, and its own columns come from its file"""

[parameters]
columns = "names: the columns of the table of records"
*/
with ranked as (
    select
        :columns,
        business_date,
        changed_at,
        arrived_at,
        source,
        is_deleted,
        row_number() over (
            partition by record_hash
            order by changed_at desc, arrived_at desc, place desc, dedup_key desc
        ) as place_by_age
    from record_versions
)
select
    :columns,
    business_date,
    changed_at,
    arrived_at,
    source
from ranked
where place_by_age = 1
    and not is_deleted
