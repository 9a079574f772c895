/*
description = "How many cells have which verdict, of some days"

[columns]
verdict = "string: audited, disputed or unaudited"
cells = "bigint: cells with it"

[parameters]
first = "date: the first business date"
last = "date: the last business date"
*/
select
    verdict,
    count(*) as cells
from audit_cells
where business_date between :first and :last
group by verdict
