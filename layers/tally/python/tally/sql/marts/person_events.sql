/*
description = """The lake's events with who did them, for analysts: each event once, with its merged person and its session.
A server's copy of what a device told is left out, and so are copies of an order that do not count and test orders: an
Order Completed is there once an order of `orders` that an event tells, cancelled ones, too. Events of nobody and of bots are left out, but for orders.
New events are in it at once; whose they are, and their session, is as of last night"""
grain = "one row per event of somebody, or of an order"
step = "refresh"
view = true
persons = ["person_key", "sent_person_key"]

[columns]
event_key = "bigint: what makes it one event; as in orders"
event_id = "string: id given by the client"
event_name = "string: canonical name, such as Order Completed"
event_class = "string: volume or business: with business_date the partition, so name both where you can"
occurred_at = "timestamp: when it happened, UTC"
received_at = "timestamp: when it arrived, UTC"
business_date = "date: occurred_at in the shop's time zone"
session_id = "bigint: the session it lies in, in sessions; null for what is no visit, and until the next night"
person_key = "bigint: merged person, as in orders and sessions; an order's buyer"
user_id = "string: the merged person's; null for who is no known customer"
sent_person_key = "bigint: the person as sent, as in events: a device or a user"
sent_user_id = "string: known customer, as sent"
device_id = "string: one anonymous browser or app installation"
platform = "string: web, ios, android, server, store or unknown"
country = "string: ISO 3166 code, or unknown"
sender = "string: device or server; bot of an order that a bot told"
is_visit = "boolean: somebody was there, by visit_kinds"
session_hint = "string: the client's own session id, if it sent one"
consent = "boolean: somebody consented, by what the tracking plan says tells it; false: the device's ids were dropped; null where nothing tells it"
os = "string: operating system"
browser = "string: browser name"
device_model = "string: device model"
app_version = "string: version of the shop's app"
region = "string: region or state"
city = "string: city"
url = "string: full address of the page"
path = "string: path of the page, or name of the screen"
referrer_domain = "string: host of the referring page"
utm_source = "string: campaign source"
utm_medium = "string: campaign medium"
utm_campaign = "string: campaign name"
utm_content = "string: campaign content"
utm_term = "string: campaign term"
click_id = "string: ad click id (gclid, fbclid and the like)"
click_id_name = "string: the parameter it came in, which tells the network: gclid, fbclid, msclkid ..."
order_id = "string: the shop's order number"
revenue = "decimal(20,6): order revenue without shipping and tax, in currency"
total = "decimal(20,6): of an order event: with shipping and tax; of a refund what the customer got back, in currency"
tax = "decimal(20,6): of an order event: tax in total, in currency"
shipping = "decimal(20,6): of an order event: shipping in total, in currency"
currency = "string: ISO 4217 code"
affiliation = "string: of an order event: the shop or branch that sold, by its name"
refund_id = "string: of an order event: the refund's id"
product_id = "string: product of a single-product event"
price = "decimal(20,6): price of that product, in currency"
quantity = "decimal(18,4): units of that product, or its weight"
products = "array<struct<product_id:string,sku:string,name:string,category:string,brand:string,variant:string,price:decimal(20,6),quantity:decimal(18,4),coupon:string>>: lines of a cart or order"
coupon = "string: coupon code"
experiment_name = "string: experiment of an exposure"
variant_name = "string: variant of an exposure"
properties = "string: JSON of everything else the client sent"
protocol = "string: tally, mixpanel or segment"
source = "string: name of the write key"
violations = "array<string>: departures from the tracking plan, such as missing_property:currency, and oddities, such as odd_value:coupon; null when there are none"
*/
with sent as (
    select
        dedup_key,
        event_id,
        event_name,
        event_class,
        received_at,
        business_date,
        user_id,
        device_id,
        platform,
        country,
        session_hint,
        consent,
        os,
        browser,
        device_model,
        app_version,
        region,
        city,
        url,
        path,
        referrer_domain,
        utm_source,
        utm_medium,
        utm_campaign,
        utm_content,
        utm_term,
        click_id,
        click_id_name,
        order_id,
        revenue,
        total,
        tax,
        shipping,
        currency,
        affiliation,
        refund_id,
        product_id,
        price,
        quantity,
        products,
        coupon,
        experiment_name,
        variant_name,
        properties,
        protocol,
        source,
        violations,
        -- As in stg_events.
        coalesce(sent_person_key, dedup_key) as person_sent,
        case
            when device_id is null or user_id is null then coalesce(sent_person_key, dedup_key)
            else from_big_endian_64(xxhash64(to_utf8('$device:' || device_id)))
        end as device_key,
        coalesce(sender, 'device') as sent_by,
        -- Milliseconds, as a build's tables have them.
        cast(date_trunc('millisecond', occurred_at) as timestamp) as happened_at
    from events
    where
        (sent_person_key is not null and coalesce(sender, 'device') <> 'bot')
        or event_name in ('Order Completed', 'Order Updated', 'Order Cancelled', 'Order Refunded')
),
copies as (
    select
        order_copies.event_key,
        order_copies.business_date,
        orders.person_key,
        orders.user_id,
        coalesce(order_copies.event_key = coalesce(orders.visit_event_key, orders.event_key), false)
            as is_counted
    from order_copies
    left join orders on orders.order_key = order_copies.order_key
    where order_copies.event_name = 'Order Completed' and order_copies.event_key is not null
)
select
    sent.dedup_key as event_key,
    sent.event_id,
    sent.event_name,
    sent.event_class,
    sent.happened_at as occurred_at,
    cast(date_trunc('millisecond', sent.received_at) as timestamp) as received_at,
    sent.business_date,
    coalesce(crowded_visits.session_id, calm_sessions.session_id) as session_id,
    coalesce(copies.person_key, identity_map.person_key, sent.person_sent) as person_key,
    case
        when copies.person_key is not null then copies.user_id
        when identity_map.person_key is not null then identity_map.user_id
        when substr(sent.user_id, 1, 8) <> '$device:' then sent.user_id
    end as user_id,
    sent.person_sent as sent_person_key,
    sent.user_id as sent_user_id,
    sent.device_id,
    coalesce(nullif(nullif(sent.platform, 'all'), ''), 'unknown') as platform,
    coalesce(nullif(nullif(sent.country, 'all'), ''), 'unknown') as country,
    sent.sent_by as sender,
    coalesce(visit_kinds.is_visit, false) as is_visit,
    sent.session_hint,
    sent.consent,
    sent.os,
    sent.browser,
    sent.device_model,
    sent.app_version,
    sent.region,
    sent.city,
    sent.url,
    sent.path,
    sent.referrer_domain,
    sent.utm_source,
    sent.utm_medium,
    sent.utm_campaign,
    sent.utm_content,
    sent.utm_term,
    sent.click_id,
    sent.click_id_name,
    sent.order_id,
    sent.revenue,
    sent.total,
    sent.tax,
    sent.shipping,
    sent.currency,
    sent.affiliation,
    sent.refund_id,
    sent.product_id,
    sent.price,
    sent.quantity,
    sent.products,
    sent.coupon,
    sent.experiment_name,
    sent.variant_name,
    sent.properties,
    sent.protocol,
    sent.source,
    sent.violations
from sent
left join visit_kinds
    on visit_kinds.event_name = sent.event_name
    and visit_kinds.sender = sent.sent_by
left join told_twice
    on told_twice.event_key = sent.dedup_key
    and told_twice.business_date = sent.business_date
left join identity_map on identity_map.device_key = sent.person_sent
left join copies
    on copies.event_key = sent.dedup_key
    and copies.business_date = sent.business_date
left join crowded_visits
    on crowded_visits.event_key = sent.dedup_key
    and crowded_visits.business_date = sent.business_date
left join calm_sessions
    on calm_sessions.device_key = case when visit_kinds.is_visit then sent.device_key end
    and calm_sessions.business_date = sent.business_date
    and calm_sessions.started_at <= sent.happened_at
    and calm_sessions.ended_at >= sent.happened_at
where told_twice.event_key is null and coalesce(copies.is_counted, true)
