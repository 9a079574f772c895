/*
description = """Which events a KPI rests on: as good as their worst cell is its verdict. Written in
domain/reports/kpis.toml"""
grain = "one row per kpi, event_name, platforms and days_after"
step = "publish"
table = false
checks = [
    "unique: kpi, event_name, platforms, days_after",
    "not_null: kpi, event_name, platforms, days_after",
    "accepted_values: platforms: own, every",
]

[columns]
kpi = "string: name of the KPI"
event_name = "string: canonical event name, or any visit: all that are visits by visit_kinds"
weighed_with = "string: the event that it corrects, else its own name: their unwitnessed events are counted together"
platforms = "string: own or every: events of the KPI's platform, or of all"
days_after = "bigint: 0 for the KPI's own day, 1 for the next"

[parameters]
kpi_events = "rows(varchar, varchar, varchar, varchar, bigint): the columns"
*/
select
    cast(kpi as varchar) as kpi,
    cast(event_name as varchar) as event_name,
    cast(weighed_with as varchar) as weighed_with,
    cast(platforms as varchar) as platforms,
    cast(days_after as bigint) as days_after
from :kpi_events as listed (kpi, event_name, weighed_with, platforms, days_after)
