/*
description = "The newest sales of the shop's records, the newest first"

[columns]
campaign_id = "string: the sale"
name = "string: what people call it"
business_date = "date: the shop's date of the opening"
opens_at = "timestamp: the opening, UTC"
closes_at = "timestamp: the close, UTC; null while that is open"
orders = "bigint: orders while it was open"
buyers = "bigint: merged persons who placed them"
new_buyers = "bigint: of these, those whose first order it was"
units_sold = "decimal(38,4): units of these orders"
net_revenue = "decimal(38,6): of these orders less refunds, in the shop's currency"
opening_hour_revenue_share = "double: of the first hour / net revenue"
sell_through = "double: units sold / units allocated"
lost_demand_rate = "double: who came for what was gone and bought none / viewers of what sold out"
return_on_spend = "double: net revenue / spend"
verdict = "string: audited, disputed or unaudited"
reason = "string: why, in a sentence"
note = "string: which records are missing; else null"

[parameters]
most = "bigint: so many sales"
last = "date: opened until this business date"
*/
with ranked as (
    select
        campaign_id,
        name,
        business_date,
        opens_at,
        closes_at,
        orders,
        buyers,
        new_buyers,
        units_sold,
        net_revenue,
        opening_hour_revenue_share,
        sell_through,
        lost_demand_rate,
        return_on_spend,
        verdict,
        reason,
        note,
        row_number() over (order by opens_at desc, campaign_id) as place
    from kpi_campaign
    where business_date <= :last
)
select
    campaign_id,
    name,
    business_date,
    opens_at,
    closes_at,
    orders,
    buyers,
    new_buyers,
    units_sold,
    net_revenue,
    opening_hour_revenue_share,
    sell_through,
    lost_demand_rate,
    return_on_spend,
    verdict,
    reason,
    note
from ranked
where place <= :most
order by place
