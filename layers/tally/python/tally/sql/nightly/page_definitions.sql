/*
description = "The KPIs of the build: unit, owner and formula, in the order in which a shop reads them"

[columns]
kpi = "string: name of the KPI"
unit = "string: count, money, share (0 to 1), minutes or ratio"
currency = "string: of money, the shop's currency; else null"
owner = "string: whose number it is"
formula = "string: what it is, as a sentence"
numerator = "string: the measure that is divided"
denominator = "string: the measure it is divided by; one for plain counts and sums"
window_hours = "bigint: how long after its day it may still change; null when it does not"
*/
select
    kpi,
    unit,
    currency,
    owner,
    formula,
    numerator,
    denominator,
    window_hours
from kpi_catalog
order by place
