"""Rules of docs/guides/numbers.md that are broken on purpose, to see that somebody notices."""

BROKEN = {
    "a server's clock goes before a browser's": (
        "order_sales",
        "when 'server' then 0 else 1",
        "when 'server' then 0 else 0",
    ),
    "a clock that is days wrong goes last": ("order_sales", " + if(is_old, 2, 0)", ""),
    "a user goes before a device": (
        "order_sales",
        "is_order desc, known_by desc, clock",
        "is_order desc, clock",
    ),
    "the visit tells the place": (
        "order_sales",
        "is_order desc, is_visit desc, told_by",
        "is_order desc, told_by",
    ),
    "an update replaces the amount": (
        "order_sales",
        "when is_update and is_whole then 1",
        "when is_update and is_whole then 6",
    ),
    "a test order is none": ("order_sales", "where not is_test and", "where"),
    "a test of a refund changes no order": (
        "order_changes",
        "not stg_order_events.is_test\n        and ",
        "",
    ),
    "a browser corrects no order of a server": (
        "order_copies",
        "count_if(told_by = 'server' and event_name = 'Order Completed') over (partition by order_key) = 0",
        "true",
    ),
    "who names two shops means two orders": (
        "order_copies",
        "            1,\n            0\n        ) as names_several",
        "            0,\n            0\n        ) as names_several",
    ),
    "users with other amounts have an order each": (
        "order_copies",
        "case when known_by = 2 and first_amount is not null then person_key end",
        "cast(null as bigint)",
    ),
    "a record's lines make its amount": (
        "order_copies",
        "where coalesce(recorded_orders.amount, 0) >= 0",
        "where recorded_orders.amount >= 0",
    ),
    "of several orders a change is that of its shop": (
        "order_changes",
        "and numbers_of_shops.affiliation = told.affiliation",
        "and numbers_of_shops.affiliation is null",
    ),
    "of several orders of its shop a change is that of its person": (
        "order_changes",
        "first_of_both is not null",
        "false",
    ),
    "of several orders of no shop named it is that of its person": (
        "order_changes",
        "first_of_person = last_of_person",
        "false",
    ),
    "a refund of no order stands once": ("orphaned_changes", "is not null and counts", "is not null"),
    "of no order records go before events, too": (
        "order_changes",
        "partition by change, booked_key, order_id",
        "partition by change, booked_key",
    ),
    "a refund_id counts once": ("order_changes", "coalesce(refund_id, change_id)", "change_id"),
    "records' refunds go before those of events": (
        "order_changes",
        "told_by = 'record' or has_records = 0",
        "true",
    ),
    "a negative order is a refund": (
        "order_changes",
        "stg_order_events.event_name = 'Order Completed' and stg_order_events.amount < 0",
        "false",
    ),
    "a gross refund is turned into net": (
        "order_refunds",
        "when order_changes.gross is not null and order_sales.gross > order_sales.amount",
        "when false",
    ),
    "lines are less by the discount": (
        "order_refunds",
        "then cast(order_sales.amount as double) / nullif(order_products.lines_amount, 0e0)",
        "then 1e0",
    ),
    "a line has its order's price": ("order_products", "amount / nullif(units, 0e0)", "cast(null as double)"),
    "a rate out of the shop's currency is turned": (
        "currency_rates",
        "1e0 / nullif(cast(rate as double), 0e0)",
        "cast(rate as double)",
    ),
    "a rate into the shop's currency goes first": (
        "currency_rates",
        "rates.is_turned",
        "rates.is_turned desc",
    ),
    "a rate is at most seven days old": (
        "currency_rates",
        "date_add('day', -:rate_days, needed.business_date)",
        "date '1970-01-01'",
    ),
    "currencies are never added": (
        "orders",
        "if(order_sales.currency = :shop_currency, 1e0, currency_rates.rate)",
        "1e0",
    ),
    "of completed and cancelled the last counts": (
        "orders",
        "or order_changes.occurred_at >= order_sales.last_completed_at as ends_it",
        "or true as ends_it",
    ),
    "no order is refunded by more than it was worth": (
        "orders",
        "least(told_refunds, revenue)",
        "told_refunds",
    ),
    "a record's amount is the order's": (
        "order_sales",
        "when amount_from = 'record' then 0",
        "when amount_from = 'record' then 7",
    ),
    "revenue is without tax and shipping": (
        "stg_order_events",
        "total - coalesce(tax, 0) - coalesce(shipping, 0) as decimal(20, 6)) as net_total",
        "total as decimal(20, 6)) as net_total",
    ),
    "a line without a quantity is one unit": (
        "stg_order_lines",
        "cast(sum(coalesce(quantity, 1))",
        "cast(sum(coalesce(quantity, 0))",
    ),
    "a corrected amount is no conflict": (
        "order_witnesses",
        "not is_record and correction is null",
        "not is_record",
    ),
    "less than a cent is no conflict": (
        "order_conflicts",
        "most_amount - least_amount >= decimal '0.01'",
        "most_amount > least_amount",
    ),
}
"""Rule -> (model, a piece of its query, what stands there once the rule is broken)."""
