"""Every SQL file keeps to the portable subset, and the lint that says so fails when a rule is broken."""

from importlib import resources

import pytest
from tally.domain.audit.audit_cells import CELLS_TABLE
from tally.modelling import catalog
from tally.modelling.records import VERSIONS

from tests.sql.portable_subset import problems

TABLES = frozenset(
    {
        *(*catalog.SOURCES, *catalog.version_sources(), "landing", CELLS_TABLE, VERSIONS),
        *(model.name for model in catalog.models()),
    }
)
FILES = sorted(
    (
        file
        for folder in resources.files("tally").joinpath("sql").iterdir()
        if folder.is_dir()
        for file in folder.iterdir()
    ),
    key=str,
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_file_keeps_to_the_portable_subset(file) -> None:
    assert problems(file.read_text(), TABLES) == []


BARE = frozenset({VERSIONS, *(model.name for model in catalog.models() if not model.is_table)})
STATEMENTS = [each for each in (*catalog.models(), *catalog.queries()) if each.inlined]


@pytest.mark.parametrize("found", STATEMENTS, ids=lambda found: found.name)
def test_a_model_without_a_table_is_read_once_by_a_whole_statement(found) -> None:
    assert problems(f"/* header */\n{found.sql}", TABLES - BARE) == []


def problems_of(query: str) -> str:
    return "; ".join(problems(f"/* header */\n{query}", frozenset({"events", "orders"})))


BROKEN = {
    "match_recognize": (
        "select * from events match_recognize (measures a.x as y pattern (a) define a as true)",
        "MATCH_RECOGNIZE",
    ),
    "time zone": ("select occurred_at at time zone 'Europe/Rome' as local from events", "AT TIME ZONE"),
    "approximate count": (
        "select approx_distinct(user_id) as users from events",
        "approx_distinct() counts otherwise",
    ),
    "division": ("select revenue / quantity as price from orders", "divides by quantity without nullif"),
    "integer division": ("select quantity / 60 as hours from orders", "divides by 60"),
    "bare null": ("select null as nothing from events", "bare null"),
    "star of a table": ("select * from events", "selects *"),
    "star of a join": (
        "with a as (select event_id from events) select * from a inner join orders on orders.event_id = a.event_id",
        "selects *",
    ),
    "twice": (
        "with a as (select event_id from events) select a.event_id from a inner join a as b on b.event_id = a.event_id",
        "reads the CTE a 2 times",
    ),
    "never": (
        "with a as (select event_id from events) select order_id from orders",
        "reads the CTE a 0 times",
    ),
    "hidden table": (
        "with orders as (select event_id from events) select event_id from orders",
        "names a CTE orders like a table",
    ),
    "no such table": ("select event_id from event", "reads event, which is no table"),
    "other database": ("select event_id from lake.events_old", "reads events_old"),
    "capitals": ("SELECT event_id FROM events", "capitals"),
    "semicolon": ("select event_id from events;", "semicolon"),
    "comma join": ("select events.event_id from events, orders", "joins by comma"),
    "using": ("select events.event_id from events join orders using (order_id)", "joins by natural or using"),
    "precision": ("select cast(occurred_at as timestamp(6)) as at from events", "timestamp(n)"),
    "tabs": ("select\tevent_id from events", "tabs"),
    "long line": (f"select event_id from events where {'a and ' * 20} b", "lines of more than 110"),
    "left join by a condition of its left side": (
        "select events.event_id from events left join orders on orders.order_id = events.order_id and events.price > 1",
        "compares each row with each",
    ),
    "left join by either of two": (
        "select events.event_id from events left join orders "
        "on orders.order_id = events.order_id or orders.event_key = events.dedup_key",
        "compares each row with each",
    ),
    "two statements": (
        "select event_id from events; select order_id from orders",
        "not exactly one statement",
    ),
    "no sql": ("select from where", "does not parse"),
}


@pytest.mark.parametrize(("query", "complaint"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_rule_is_found(query: str, complaint: str) -> None:
    assert complaint in problems_of(query)


SOUND = {
    "capitals in text": "select event_id from events where event_name = 'Order Completed' -- Why",
    "parameter": "select event_id from events where business_date >= :first",
    "guarded division": "select revenue / nullif(quantity, 0) as price, price / 1e3 as k from orders",
    "star of a cte": "with a as (select event_id from events) select * from a",
    "star of values": "select * from (values (1, 'a')) as t (number, letter)",
    "what both engines answer alike": "select greatest(price, revenue) % 7 as x, transform(tags, t -> t || 'a') as y,\n"
    "date_diff('day', received_at, occurred_at) as days from events",
    "left join by comparisons": "select events.event_id from events left join orders on orders.order_id\n= "
    "case when events.price > 1 then events.order_id end\nand orders.ordered_at + :window >= events.occurred_at "
    "and orders.units > 1",
    "logic": "select event_id from events where (a or b) and not c and d in (1, 2) and e is not null",
}


@pytest.mark.parametrize("query", SOUND.values(), ids=SOUND.keys())
def test_sound_sql_passes(query: str) -> None:
    assert problems_of(query) == ""
