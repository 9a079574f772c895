/*
description = """The KPIs: their order, unit and formula, and the measures of kpi_daily that they divide. Written
in domain/reports/kpis.toml"""
grain = "one row per kpi"
step = "refresh"
checks = [
    "unique: kpi",
    "unique: place",
    "not_null: kpi, place, unit, formula, numerator, denominator, owner, tolerance",
    "accepted_values: unit: count, money, share, minutes, ratio",
]

[columns]
kpi = "string: name of the KPI"
place = "bigint: 1 for the one read first"
unit = "string: count, money (the shop's currency), share (0 to 1), minutes or ratio"
currency = "string: of money, the shop's currency; else null"
formula = "string: what it is, as a sentence"
numerator = "string: the measure that is divided"
denominator = "string: the measure it is divided by; one for plain counts and sums"
owner = "string: whose number it is"
tolerance = "double: the share of its events, of each kind, that may be unwitnessed when it is called audited"
window_hours = "bigint: how long after its day it may still change for what is young; null when it does not"
needs = "string: a measure without which nothing is told; else null"
missing = "string: what is told then; null with needs"
left_out = "string: a measure that counts whom it leaves out; else null"
looks_back = "boolean: it rests on all orders before its day, as far as they are known"

[parameters]
kpis = "rows(varchar, bigint, varchar, varchar, varchar, varchar, varchar, decimal(5,4), bigint, varchar, varchar, varchar, boolean): the columns but currency"
shop_currency = "string: the currency of the shop's numbers"
*/
select
    cast(kpi as varchar) as kpi,
    cast(place as bigint) as place,
    cast(unit as varchar) as unit,
    cast(if(unit = 'money', :shop_currency) as varchar) as currency,
    cast(formula as varchar) as formula,
    cast(numerator as varchar) as numerator,
    cast(denominator as varchar) as denominator,
    cast(owner as varchar) as owner,
    cast(tolerance as double) as tolerance,
    cast(window_hours as bigint) as window_hours,
    cast(needs as varchar) as needs,
    cast(missing as varchar) as missing,
    cast(left_out as varchar) as left_out,
    looks_back
from
    :kpis as listed (
        kpi,
        place,
        unit,
        formula,
        numerator,
        denominator,
        owner,
        tolerance,
        window_hours,
        needs,
        missing,
        left_out,
        looks_back
    )
