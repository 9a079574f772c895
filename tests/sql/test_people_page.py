"""The queries of docs/reference/people.md give the tables that stand below them there."""

import re
from datetime import date
from pathlib import Path

import pytest
import xxhash
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.refresh_models import calendar_spans

from tests.sql.build import Build
from tests.sql.tables import as_text

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "people.md").read_text()
EXAMPLES = re.findall(r"```sql\n([^`]*)```\n\n((?:\|.*\n)+)", PAGE)
DAYS = calendar_spans([date(2026, 11, 20)], ShopClock())
MODELS = ["ignored_links", "orders", "people"]


def key(text: str) -> int:
    return int.from_bytes(xxhash.xxh64_digest(text.encode()), "big", signed=True)


def events() -> str:
    """A shop's day: Ada and Bob share a device, Ada orders twice, Bob once, Cleo is an alias of Carl."""
    rows = [
        ("Page Viewed", "09:00", "d1", "", "", ""),
        ("Order Completed", "09:10", "d1", "ada", "o1", "40"),
        ("Order Completed", "09:20", "", "ada", "o2", "30"),
        ("Page Viewed", "09:30", "d1", "bob", "", ""),
        ("Order Completed", "09:40", "d2", "bob", "o3", "5"),
        ("Page Viewed", "09:50", "d1", "bob", "", ""),
        ("$create_alias", "09:55", "", "carl", "", ""),
    ]
    lines = [
        "event_id | dedup_key | event_name | event_class | occurred_at | business_date | device_id | user_id"
        " | distinct_id | sent_person_key | order_id | revenue | properties"
    ]
    for number, (name, time, device, user, order, revenue) in enumerate(rows):
        person = user or f"$device:{device}"
        alias = '{"alias": "cleo"}' if name == "$create_alias" else ""
        lines.append(
            f"e{number} | {number} | {name} | business | 2026-11-20 {time}:00 | 2026-11-20 | {device} | {user}"
            f" | {person} | {key(person)} | {order} | {revenue} | {alias}"
        )
    return "\n".join(lines)


def updates() -> str:
    rows = [
        ("ada", "2026-11-20 09:00", "$first_name", '"Ada"'),
        ("ada", "2026-11-20 09:00", "$last_name", '"Lovelace"'),
        ("ada", "2026-11-20 09:00", "initial_utm_source", '"newsletter"'),
        ("ada", "2026-11-21 18:00", "$loyalty tier", '"gold"'),
        ("bob", "2026-11-20 10:00", "$name", '"Bob"'),
        ("bob", "2026-11-20 10:00", "initial_utm_source", '"newsletter"'),
        ("bob", "2026-11-20 10:00", "$loyalty tier", '"silver"'),
        ("carl", "2026-11-20 10:00", "initial_utm_source", '"search"'),
        ("$device:d1", "2026-11-20 08:00", "initial_utm_source", '"newsletter"'),
    ]
    lines = [
        "update_id | place | kind | profile_id | profile_key | occurred_at | operation | property | value"
    ]
    lines += [
        f"{number} | 0 | person | {who} | {key(who)} | {at}:00 | $set | {name} | {value}"
        for number, (who, at, name, value) in enumerate(rows)
    ]
    return "\n".join(lines)


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) == 3


@pytest.mark.parametrize(("query", "table"), EXAMPLES)
def test_a_query_gives_the_table_below_it(query: str, table: str) -> None:
    head, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    build = Build({"events": events(), "profile_updates": updates()}, MODELS, {"spans": DAYS})
    cursor = build.cursor(query)
    assert [column[0] for column in cursor.description or []] == head
    assert [[as_text(cell) for cell in row] for row in cursor.fetchall()] == rows
