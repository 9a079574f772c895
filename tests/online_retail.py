"""A real gift shop's order lines as files of records, made at run time: the data are never a part of Tally.

UCI Online Retail (CC0): a line is InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice,
CustomerID and Country. What becomes of the lines, all of one currency and of London's clock:

    invoices of digits, and A...  an order, its revenue the sum of its lines, and these. A... adjust bad debt,
                                  two of them below zero. Lines of less than no units are stock written off
                                  at no price
    invoices C...                 a refund a line, its amount below zero as the shop has it. They have numbers
                                  of their own and name no order: order_id is that of the credit note
"""

from pathlib import Path

import duckdb

from cli.home import ROOT

DATA = ROOT.parent / "shared" / "data" / "orders_uci_online_retail_2010-2011.parquet"

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


def write_files(folder: Path) -> dict[str, Path]:
    """{table: its file}."""
    with duckdb.connect() as database:
        database.execute(_LINES.format(data=DATA))
        for name, query in _FILES.items():
            database.execute(f"copy ({query}) to '{folder / name}'")
    return {name.partition(".")[0]: folder / name for name in _FILES}
