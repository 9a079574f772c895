"""chDB's side of the KPI roll-up in `bench.reports`: the tables that our models write, with the same columns.

Orders, carts, spend and the other records are as empty as there: their columns are summed all the same.
"""

from collections.abc import Iterable
from pathlib import Path

from bench.report_chdb import THREADS, ask_chdb
from bench.report_measuring import Counts

_PLACE = "business_date, platform, country, region"
_OF_PERSONS = (
    *("visits", "bots", "won_carts", "other_carts", "won_checkouts", "other_checkouts"),
    *("orders", "first_orders", "later_orders"),
)
_SUMS = (
    *("told_consents", "without_consent", "won_sessions", "other_sessions", "held_units", "expired_units"),
    *("test_orders", "placed_orders", "valued_orders", "unconfirmed_orders", "placed_units", "units"),
    *("placed_value", "placed_revenue", "cancelled_revenue", "net_revenue", "unconfirmed_revenue"),
    *("opening_revenue", "booked_revenue", "kept_booked_revenue", "returned_units", "returned_value"),
    *("early_cancelled_orders", "touched_orders", "ad_revenue", "ad_day_buyers", "spend", "spend_days"),
    *("sale_sold_units", "sale_stock_units", "sell_out_minutes", "sold_out_products", "sold_out_viewers"),
    *("lost_viewers", "unrated_spend"),
)
FACTS = (*_OF_PERSONS, *_SUMS)
"""What kpi_person_days sums up, and what of a person's first order it has beside that."""
FIRST_ORDER_SUMS = tuple(f"{what}_{days}d" for what in ("repeats", "value") for days in (30, 60, 90))
_GROUPINGS = ("platform, country", "platform", "country", "region", "profile", "")
_PERSON_MEASURES = {
    "visitors": "visits",
    "bots": "bots",
    "carts": "won_carts or other_carts",
    "lost_carts": "other_carts and not won_carts",
    "checkouts": "won_checkouts or other_checkouts",
    "lost_checkouts": "other_checkouts and not won_checkouts",
    "buyers": "orders",
    "visiting_buyers": "orders and visits",
    "unseen_buyers": "orders and not visits",
    "new_buyers": "first_orders",
    "returning_buyers": "orders and not first_orders",
    "repeat_buyers": "later_orders",
}


def roll_up_by_chdb(path: str) -> Counts:
    """Day, platform and country (each also as all) -> visitors, of the measures of each day and place."""
    folder = Path(path).parent
    visits, days, measures = (
        folder / f"{name}_by_chdb.parquet" for name in ("visits", "person_days", "measures")
    )
    _write(
        visits,
        f"""
        select business_date, platform, country, 'unknown' as region, person_key, count() as events
        from file('{path}', Parquet)
        group by {_PLACE}, person_key
    """,
    )
    _write(days, _sum_person_days(visits))
    _write(measures, _measure_days(days))
    rows = ask_chdb(f"""
        select business_date, platform, country, amount
        from file('{measures}', Parquet)
        where measure = 'visitors' and region = 'all' and profile = 'all'
    """)
    return {f"{day} {platform} {country}": int(visitors) for day, platform, country, visitors in rows}


def _write(path: Path, statement: str) -> None:
    path.unlink(missing_ok=True)
    ask_chdb(
        f"insert into function file('{path}', Parquet) {statement} {THREADS}, prefer_column_name_to_alias = 1"
    )


def _sum_person_days(visits: Path) -> str:
    """As kpi_person_days: each fact summed up, of rows that tell one each."""
    sums = _join(f"sumIf(amount, fact = '{name}') as {name}" for name in FACTS)
    first_orders = _join(f"toDecimal128(0, 6) as {name}" for name in FIRST_ORDER_SUMS)
    return f"""
        select
            business_date, platform, country, concat(country, '-', region) as region, person_key,
            'none' as profile, {sums}, cast(null, 'Nullable(DateTime64(3))') as first_ordered_at,
            {first_orders}
        from (
            select *, materialize('visits') as fact, toDecimal128(1, 6) as amount
            from file('{visits}', Parquet)
        )
        group by {_PLACE}, person_key
    """


def _measure_days(days: Path) -> str:
    """As kpi_daily has them: each measure of a day and place, of the sums and of the persons."""
    of_persons = _join(f"countIf({holds}) as {name}" for name, holds in _PERSON_MEASURES.items())
    flags = _join(f"max({name} > 0) as {name}" for name in _OF_PERSONS)
    sums = _join(f"sum({name}) as {name}" for name in (*_SUMS, *FIRST_ORDER_SUMS))
    measures = (*_PERSON_MEASURES, *_SUMS, *FIRST_ORDER_SUMS)
    places = "business_date, platform, country, region, profile"
    return f"""
        select {places}, told.1 as measure, told.2 as amount
        from (
            select {places}, {of_persons}
            from (select {_name_places()}, {flags} from file('{days}', Parquet) {_group_each("person_key")})
            group by {places}
        ) as persons
        inner join (
            select {_name_places()}, {sums}
            from (
                select {places}, {sums}
                from file('{days}', Parquet)
                group by {places}
            )
            {_group_each("")}
        ) as sums using ({places})
        array join [{_join(f"('{name}', toFloat64({name}))" for name in measures)}] as told
    """


def _name_places() -> str:
    names = ("platform", "country", "region", "profile")
    return "business_date, " + _join(f"if(grouping({name}) = 1, 'all', {name}) as {name}" for name in names)


def _group_each(more: str) -> str:
    sets = (_join(filter(None, ("business_date", grouping, more))) for grouping in _GROUPINGS)
    return f"group by grouping sets ({_join(f'({each})' for each in sets)})"


def _join(parts: Iterable[str]) -> str:
    return ", ".join(parts)
