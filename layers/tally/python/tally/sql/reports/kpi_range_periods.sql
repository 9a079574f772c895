/*
description = "Several days counted together, in the place of kpi_periods"

[columns]
period_date = "date: the last of them"
business_date = "date: each of them"

[parameters]
first = "date: the first business date"
last = "date: the last business date"
*/
select cast(:last as date) as period_date, business_date
from kpi_person_days
where business_date between :first and :last
group by business_date
