/*
description = """Whoever ordered was there: each order's person is among the visitors of its day, platform
and country"""
step = "refresh"
*/
select orders.order_id
from orders
left join visits
    on visits.business_date = orders.business_date
    and visits.platform = orders.platform
    and visits.country = orders.country
    and visits.person_key = orders.person_key
where visits.person_key is null
