/*
description = """Which days kpi_measures counts together: here each day by itself. A question about a range puts its own
rows in the place of these (modelling/questions/kpi_ranges.py)"""
grain = "one row per business_date"
step = "refresh"
table = false
checks = ["unique: business_date", "not_null: business_date, period_date"]

[columns]
period_date = "date: the period's last day"
business_date = "date: a day of the period"
*/
select business_date as period_date, business_date
from kpi_person_days
group by business_date
