/*
description = """Each sale of the shop's records: when it was open, its stock, what it sold and took, and what it cost. The
opening is the record's, not the shop's opening hours. Numbers of the sale are those of its products where stock is told,
else of all orders while it was open. Without a record of stock or spend what needs it is null, and note says so"""
grain = "one row per campaign_id"
step = "publish"
checks = ["unique: campaign_id", "not_null: campaign_id, opens_at, orders, buyers, net_revenue, verdict, reason"]

[columns]
campaign_id = "string: the sale in sales_campaigns"
name = "string: what people call it"
business_date = "date: the shop's date of the opening"
opens_at = "timestamp: the opening, UTC"
closes_at = "timestamp: the close, UTC; null while that is open"
hours = "double: between them; null while the close is open"
orders = "bigint: orders, not cancelled, while it was open, both ends inside"
buyers = "bigint: merged persons who placed them"
new_buyers = "bigint: of these, those whose first order it was"
units_sold = "decimal(38,4): units of these orders"
net_revenue = "decimal(38,6): of these orders less refunds, in the shop's currency"
opening_hour_revenue = "decimal(38,6): of this, of orders within 60 elapsed minutes of the opening"
opening_hour_revenue_share = "double: opening_hour_revenue / net_revenue"
units_allocated = "decimal(38,4): its stock until the close, restocks included; null without a record of it"
sell_through_1h = "double: units sold / units allocated, both until an hour after the opening"
sell_through_24h = "double: the same until 24 hours after the opening"
sell_through = "double: the same until the close"
products = "bigint: products with stock"
sold_out_products = "bigint: of these, those that sold out"
unsold_products = "bigint: the others: their time to sell out is unknown (censored)"
minutes_to_sell_out = "double: the mean over those that sold out"
peak_units_a_minute = "decimal(38,4): the most units of one product in one minute"
lost_demand_rate = "double: who viewed or added a product when it was sold out and bought none later / viewers of products that sold out"
spend = "decimal(38,6): what campaigns of its id cost, and those of its name since the sale of that name before and until its close, in the shop's currency; null without a record of it, or without a rate for a part"
return_on_spend = "double: net_revenue / spend: all that the sale took, whoever sent the buyers"
cost_per_new_buyer = "double: spend / new_buyers"
currency = "string: of its money, the shop's currency"
verdict = "string: audited, disputed or unaudited: the worst of net_revenue over its days"
reason = "string: why, in a sentence"
note = "string: which records or rates are missing; else null"
*/
with judged as (
    select
        campaign_sales.campaign_id,
        case kpi_verdicts.verdict when 'disputed' then 2 when 'audited' then 0 else 1 end as severity,
        kpi_verdicts.business_date,
        kpi_verdicts.reason
    from campaign_sales
    inner join calendar
        on calendar.ends_at > campaign_sales.opens_at
        and (campaign_sales.closes_at is null or calendar.starts_at <= campaign_sales.closes_at)
    inner join kpi_verdicts
        on kpi_verdicts.business_date = calendar.business_date
        and kpi_verdicts.platform = 'all'
        and kpi_verdicts.kpi = 'net_revenue'
),
ranked as (
    select
        *,
        row_number() over (partition by campaign_id order by severity desc, business_date) as place
    from judged
)
select
    campaign_sales.campaign_id,
    campaign_sales.name,
    campaign_sales.business_date,
    campaign_sales.opens_at,
    campaign_sales.closes_at,
    campaign_sales.hours,
    campaign_sales.orders,
    campaign_sales.buyers,
    campaign_sales.new_buyers,
    campaign_sales.units_sold,
    campaign_sales.net_revenue,
    campaign_sales.opening_hour_revenue,
    campaign_sales.opening_hour_revenue_share,
    campaign_sales.units_allocated,
    campaign_sales.sell_through_1h,
    campaign_sales.sell_through_24h,
    campaign_sales.sell_through,
    campaign_sales.products,
    campaign_sales.sold_out_products,
    campaign_sales.unsold_products,
    campaign_sales.minutes_to_sell_out,
    campaign_sales.peak_units_a_minute,
    campaign_sales.lost_demand_rate,
    campaign_sales.spend,
    campaign_sales.return_on_spend,
    campaign_sales.cost_per_new_buyer,
    campaign_sales.currency,
    case coalesce(ranked.severity, 1) when 2 then 'disputed' when 0 then 'audited' else 'unaudited' end
        as verdict,
    coalesce(
        cast(ranked.business_date as varchar) || ': ' || ranked.reason,
        'no day of it is in the lake'
    ) as reason,
    campaign_sales.note
from campaign_sales
left join ranked on ranked.campaign_id = campaign_sales.campaign_id and ranked.place = 1
