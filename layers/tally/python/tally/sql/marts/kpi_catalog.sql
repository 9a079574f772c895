/*
description = """The KPIs: their order, unit and formula, and the measures of kpi_daily that they divide. Written
in domain/reports/kpis.toml"""
grain = "one row per kpi"
step = "refresh"
checks = [
    "unique: kpi",
    "unique: place",
    "not_null: kpi, place, unit, formula, numerator, denominator",
    "accepted_values: unit: count, money, share, ratio",
]

[columns]
kpi = "string: name of the KPI"
place = "bigint: 1 for the one read first"
unit = "string: count, money (the shop's currency), share (0 to 1) or ratio"
currency = "string: of money, the shop's currency; else null"
formula = "string: what it is, as a sentence"
numerator = "string: the measure that is divided"
denominator = "string: the measure it is divided by; one for plain counts and sums"

[parameters]
kpis = "rows(varchar, bigint, varchar, varchar, varchar, varchar): the columns but currency"
shop_currency = "string: the currency of the shop's numbers"
*/
select
    cast(kpi as varchar) as kpi,
    cast(place as bigint) as place,
    cast(unit as varchar) as unit,
    cast(if(unit = 'money', :shop_currency) as varchar) as currency,
    cast(formula as varchar) as formula,
    cast(numerator as varchar) as numerator,
    cast(denominator as varchar) as denominator
from :kpis as listed (kpi, place, unit, formula, numerator, denominator)
