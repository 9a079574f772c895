/*
description = "How many cells have which verdict, of one day or all"

[columns]
verdict = "string: audited, disputed or unaudited"
cells = "bigint: cells with it"

[parameters]
day = "date: one business date; null for all of them"
*/
select
    verdict,
    count(*) as cells
from audit_cells
where :day is null or business_date = :day
group by verdict
