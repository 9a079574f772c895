"""A real gift shop's order lines as files of records and as events, made at run time: no data are in Tally.

UCI Online Retail (CC0): a line is InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice,
CustomerID and Country. What becomes of the lines, all of one currency and of London's clock. As records:

    invoices of digits, and A...  an order, its revenue the sum of its lines, and these. A... adjust bad debt,
                                  two of them below zero. Lines of less than no units are stock written off
                                  at no price
    invoices C...                 a refund a line, its amount below zero as the shop has it. They have numbers
                                  of their own and name no order: order_id is that of the credit note

As events, the shop's server tells an invoice at a time, with its lines:

    invoices of digits, and A...  Order Completed. Nothing but its lines tells what it is worth
    invoices C...                 Order Refunded, for the shop knows by the C that it pays back. refund_id and
                                  order_id are the note's number, amount is what its lines are worth
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from cli.home import ROOT

DATA = ROOT.parent / "shared" / "data" / "orders_uci_online_retail_2010-2011.parquet"

_LONDON = ZoneInfo("Europe/London")
MAP = """[file]
decimal = "."
timezone = "Europe/London"
"""

_LINES = """
create temp table lines as
select
    InvoiceNo as invoice,
    row_number() over (partition by InvoiceNo order by file_row_number) as line_no,
    StockCode as sku,
    Description as name,
    Quantity as quantity,
    min(InvoiceDate) over (partition by InvoiceNo) as invoiced_at,
    UnitPrice::decimal(12, 3) as price,
    CustomerID as customer_id,
    Country as country,
    InvoiceNo like 'C%' as is_refund
from read_parquet('{data}', file_row_number = true)
"""
_FILES = {
    "orders.csv": """
        select
            invoice as order_id, invoiced_at as ordered_at, any_value(customer_id) as customer_id,
            any_value(country) as country, 'completed' as status, '£' as currency,
            sum(quantity * price) as revenue
        from lines where not is_refund group by all
    """,
    "order_lines.parquet": """
        select
            invoice as order_id, line_no, invoiced_at as ordered_at, customer_id, sku, name, quantity, price,
            'gbp' as currency
        from lines where not is_refund
    """,
    "refunds.csv": """
        select
            invoice || '-' || line_no as refund_id, invoice as order_id, invoiced_at as refunded_at,
            customer_id, sku as product_id, quantity, quantity * price as amount, 'GBP' as currency
        from lines where is_refund
    """,
}

_INVOICES = """
select
    invoice,
    any_value(is_refund) as is_refund,
    any_value(invoiced_at) as invoiced_at,
    coalesce(any_value(customer_id)::double, 'nan'::double) as customer_id,
    any_value(country) as country,
    (-sum(quantity * price))::double as paid_back,
    list(
        {'product_id': sku, 'name': name, 'price': price::double, 'quantity': quantity} order by line_no
    ) as products
from lines group by invoice order by invoice
"""


def write_files(folder: Path) -> dict[str, Path]:
    """{table: its file}."""
    with duckdb.connect() as database:
        database.execute(_LINES.format(data=DATA))
        for name, query in _FILES.items():
            database.execute(f"copy ({query}) to '{folder / name}'")
    return {name.partition(".")[0]: folder / name for name in _FILES}


def list_events() -> Iterator[dict[str, Any]]:
    """An event an invoice, as `POST /v1/events` takes it.

    Customers are the texts that pandas makes of a column with gaps: 17850.0, and nan where there is none.
    """
    with duckdb.connect() as database:
        database.execute(_LINES.format(data=DATA))
        found = database.execute(_INVOICES)
        names = [column[0] for column in found.description or []]
        while row := found.fetchone():
            yield _make_event(dict(zip(names, row, strict=True)))


def _make_event(invoice: dict[str, Any]) -> dict[str, Any]:
    number = invoice["invoice"]
    order = {"order_id": number, "currency": "£", "country": invoice["country"]}
    refund = {"refund_id": number, "amount": invoice["paid_back"]} if invoice["is_refund"] else {}
    return {
        "event": "Order Refunded" if invoice["is_refund"] else "Order Completed",
        "event_id": f"invoice-{number}",
        "occurred_at": invoice["invoiced_at"].replace(tzinfo=_LONDON).isoformat(),
        "platform": "server",
        "user_id": str(invoice["customer_id"]),
        "properties": {**order, **refund, "products": invoice["products"]},
    }
