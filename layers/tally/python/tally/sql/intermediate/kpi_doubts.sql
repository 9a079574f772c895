/*
description = """What order_doubts says of each KPI of a day, in one sentence. Which facts a KPI is made of is written in
domain/reports/kpis.toml"""
grain = "one row per business_date, platform and kpi with a doubt"
step = "publish"
checks = ["unique: business_date, platform, kpi", "not_null: severity, sentence"]

[columns]
business_date = "date: the shop's calendar date"
platform = "string: platform, or all"
kpi = "string: name of the KPI"
severity = "int: of the worst: 2 disputed, 1 unaudited"
sentence = "string: all doubts, the worst first"

[parameters]
kpi_facts = "rows(varchar, varchar): kpi and fact"
*/
select
    order_doubts.business_date,
    order_doubts.platform,
    facts.kpi,
    max(order_doubts.severity) as severity,
    array_join(
        array_agg(order_doubts.sentence order by order_doubts.severity desc, order_doubts.doubt),
        '; '
    ) as sentence
from order_doubts
inner join :kpi_facts as facts (kpi, fact) on facts.fact = order_doubts.fact
group by order_doubts.business_date, order_doubts.platform, facts.kpi
