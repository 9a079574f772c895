"""Files of real shops as the table that reports read, without a night: a line, or an invoice, is an event."""

from pathlib import Path

from cli.home import ROOT
from local.athena import dialect
from tests.sql.tables import Session, column_types

_DATA = ROOT.parent / "shared" / "data"
CLICKS = _DATA / "events_rees46_multicategory_2019-10-01.csv.gz"
INVOICES = _DATA / "orders_uci_online_retail_2010-2011.parquet"
PURCHASES = _DATA / "orders_cdnow_master.txt.gz"

_EVENTS = {
    # Five lines are there twice.
    CLICKS: f"""
        select distinct
            case event_type
                when 'view' then 'Product Viewed' when 'cart' then 'Product Added' else 'Order Completed'
            end as event_name,
            strptime(event_time, '%Y-%m-%d %H:%M:%S UTC') as occurred_at,
            user_id as person,
            user_session as session,
            product_id
        from read_csv('{CLICKS}', all_varchar = true)
        """,
    INVOICES: f"""
        select
            'Order Completed' as event_name,
            min(InvoiceDate) as occurred_at,
            CustomerID as person,
            null as session
        from '{INVOICES}'
        where CustomerID is not null and not starts_with(InvoiceNo, 'C') and Quantity > 0 and UnitPrice > 0
        group by InvoiceNo, CustomerID
        """,
    PURCHASES: f"""
        select
            'Order Completed' as event_name,
            strptime(words[2], '%Y%m%d') as occurred_at,
            words[1] as person,
            null as session
        from (
            select regexp_split_to_array(trim(line), ' +') as words
            from read_csv('{PURCHASES}', delim = '|', header = true, columns = {{'line': 'varchar'}})
        )
        """,
}
_COLUMNS = {
    "event_key": "bigint",
    "event_name": "varchar",
    "occurred_at": "timestamp",
    "business_date": "date",
    "session_id": "bigint",
    "person_key": "bigint",
}


def draw_real_events(session: Session, file: Path) -> None:
    """Make the table `person_events` of a file's events; its times are the shop's own."""
    session.make(
        "real_events",
        f"""
        select
            row_number() over (order by occurred_at, person, event_name) as event_key,
            event_name,
            occurred_at,
            cast(occurred_at as date) as business_date,
            cast(hash(session) >> 1 as bigint) as session_id,
            cast(hash(person) >> 1 as bigint) as person_key
        from ({_EVENTS[file]})
        """,
    )
    columns = ", ".join(
        f"cast({name if name in _COLUMNS else 'null'} as {kind}) as {name}"
        for name, kind in column_types("person_events").items()
    )
    session.make(
        "person_events",
        dialect.translate(f"select {columns} from real_events", {"real_events": _COLUMNS}),
    )
