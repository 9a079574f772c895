"""The cases of KPIs: shops as a few lines of events and records, questions, and answers worked out by hand.

Each file of kpi_shops/ is one shop, whose night is made once for all its cases: they are about other days,
persons and products, so that none changes the other's numbers. An event is a line

    2026-03-02 10:00 | ios IT-Lazio | ann@phone | Order Completed | order_id=o1 revenue=60 lines=p1:20x3

of time in the shop's zone (or with an offset), platform with a country and its region behind it, user@device,
name and properties. Rows of an answer are found by their columns of KEYS; a blank cell is null.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from tally.domain.records.record_tables import record_tables
from tally.domain.shop.shop_clock import ShopClock
from tally.modelling.records import name_versions

from tests.odd_inputs import OddInput
from tests.record_files import versions_of
from tests.reports.commands import NightTally, ask_rows
from tests.sql.night import Landed, Night, land

FOLDER = Path(__file__).parent / "kpi_shops"
KEYS = frozenset(
    {
        *("business_date", "platform", "country", "region", "profile", "kpi", "campaign_id", "product_id"),
        *("segment", "step", "period"),
    }
)
TOLERANCE = 1e-6

Row = Mapping[str, Any]


def read_shops() -> dict[str, dict[str, Any]]:
    """The shops by the names of their files."""
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


def open_shop(shop: Mapping[str, Any], folder: Path) -> NightTally:
    """After the night in which all events and records of its cases had come; `folder` takes their files."""
    clock = ShopClock(shop["zone"])
    lines = [line for case in shop["cases"] for line in case.get("events", "").strip().splitlines()]
    events = [read_event(line, shop["zone"]) for line in lines]
    night = Night(shop=clock, currency=shop.get("currency", "EUR"))
    landed = land([OddInput("/v1/events", events)], clock)
    assert landed.count("quarantine") == 0, landed.tables["quarantine"].to_pylist()
    night.run(Landed({**landed.tables, **dict(_read_records(shop["cases"], folder, clock))}))
    return NightTally(night)


def read_event(line: str, zone: str) -> dict[str, Any]:
    """A line as our own protocol takes it."""
    when, where, who, name, said = (part.strip() for part in f"{line} |".split("|")[:5])
    moment = datetime.fromisoformat(when)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    platform, _, place = where.partition(" ")
    country, _, region = place.partition("-")
    user, _, device = who.partition("@")
    places = {"country": country, "region": region}
    properties = {key: value for key, value in places.items() if value} | dict(_read_properties(said))
    ids = {key: value for key, value in (("user_id", user), ("device_id", device)) if value}
    return {
        "event": name,
        "occurred_at": moment.isoformat(),
        "platform": platform,
        "properties": properties,
        **ids,
    }


def find_differences(tally: NightTally, ask: Mapping[str, str]) -> list[str]:
    """A sentence for each value that differs from the answer's, and for each row that is not there once."""
    found = ask_rows(tally, ask["command"])
    return [said for wanted in read_table(ask["rows"]) for said in _compare(found, wanted)]


def read_table(text: str) -> list[dict[str, str]]:
    """Rows of a drawn table."""
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [dict(zip(header, line, strict=True)) for line in lines]


def _compare(found: Sequence[Row], wanted: Mapping[str, str]) -> list[str]:
    key = {name: cell for name, cell in wanted.items() if name in KEYS}
    rows = [row for row in found if all(str(row.get(name)) == cell for name, cell in key.items())]
    named = " ".join(key.values())
    if len(rows) != (wanted.get("rows", "1") != "0"):
        return [f"{named}: {len(rows)} rows"]
    return [
        f"{named}: {name} is {rows[0].get(name, 'missing')!r}, not {cell!r}"
        for name, cell in wanted.items()
        if rows and name not in KEYS and not _is_equal(rows[0].get(name, "missing"), cell)
    ]


def _is_equal(value: Any, cell: str) -> bool:
    if value is None or isinstance(value, bool):
        return cell == {None: "", True: "true", False: "false"}[value]
    try:
        return abs(float(value) - float(Fraction(cell))) <= TOLERANCE
    except ValueError:
        return str(value) == cell


def _read_properties(text: str) -> Iterator[tuple[str, Any]]:
    for part in re.findall(r"\S+=\"[^\"]*\"|\S+", text):
        name, _, value = part.partition("=")
        if name == "lines":
            yield "products", [_read_line(line) for line in value.split(",")]
        else:
            yield name, _read_value(value)


def _read_line(text: str) -> dict[str, Any]:
    product, _, costs = text.partition(":")
    price, _, quantity = costs.partition("x")
    line = {"product_id": product, "price": price, "quantity": quantity}
    return {name: value if name == "product_id" else float(value) for name, value in line.items() if value}


def _read_value(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _read_records(cases: Sequence[Mapping[str, Any]], folder: Path, clock: ShopClock) -> Iterator[Any]:
    """(name of the table of versions, its rows) of all cases."""
    texts: dict[str, list[str]] = {}
    for case in cases:
        for table, text in case.get("records", {}).items():
            texts.setdefault(table, []).append("\n".join(line.strip() for line in text.strip().splitlines()))
    for table, files in texts.items():
        versions = [versions_of(table, folder, text, clock=clock) for text in files]
        yield name_versions(record_tables()[table]), pa.concat_tables(versions)
