/*
description = """What each sale took of two days: orders and money of the lines that it sold. An order of two sales is one in
each"""

[columns]
business_date = "date: the shop's date of the orders"
campaign_id = "string: the sale"
name = "string: what people call it"
orders = "bigint: orders, not cancelled, with a line of it"
net_revenue = "decimal(38,6): of these lines less refunds, in the shop's currency"

[parameters]
day = "date: a day"
before = "date: the day that it stands against"
*/
select
    placed.business_date,
    lines.campaign_id,
    sales.name,
    count(distinct lines.order_key) as orders,
    sum(coalesce(lines.shop_net_revenue, 0)) as net_revenue
from campaign_lines as lines
inner join orders as placed on placed.order_key = lines.order_key
inner join records_sales_campaigns as sales on sales.campaign_id = lines.campaign_id
where
    not lines.is_cancelled
    and placed.business_date in (:day, :before)
group by placed.business_date, lines.campaign_id, sales.name
order by placed.business_date, lines.campaign_id
