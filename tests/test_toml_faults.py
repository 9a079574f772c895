"""Every fault in a TOML file that a person writes is told in a sentence: maps, rules, plans, shops.

A good file is taken, and one of its values after the other is replaced by what does not belong there.
"""

import copy
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from tally.adapters.importing.event_map import read_map
from tally.adapters.importing.file_rows import BadRow, Row
from tally.adapters.importing.record_map import read_record_map
from tally.adapters.importing.rows import read_rows
from tally.domain.errors import Misconfigured
from tally.domain.events.patches import mended, parse_rules
from tally.domain.plan.tracking_plan import parse_plan
from tally.domain.records.record_tables import record_table

from infra.values import read_file

ODD: tuple[Any, ...] = (
    *(3, -1, True, 1.5, float("nan"), 10**400, "", " ", "x", "a.b", "*", "$", "{", "{x}", "\n", '"'),
    *([], [1], ["x"], [[]], [{}], [{"each": 3}], {}, {"x": 1}, {"": "x"}, {"column": 3}, {"column": "x"}),
    *({"hash": 3}, {"hash": [3]}, {"template": 3}, {"constant": [date(2026, 3, 2)]}),
    *({"column": "x", "format": 3}, {"column": "x", "timezone": 3}, {"column": "x", "timezone": ""}),
    *({"column": "x", "type": []}, {"hash": "*", "equal_rows": []}, {"constant": {}}),
    *(date(2026, 3, 2), time(7), datetime(2026, 3, 2, tzinfo=UTC)),
)

CSV = "x;event_type;customer;event_time;price;qty;sku;invoice\n1;purchase;c;02.03.2026 07:00;1;2;s;i\n"


def block(page: str, number: int = 0) -> str:
    """A TOML example of a page."""
    found = re.findall(r"```toml\n(.*?)```", Path(page).read_text(encoding="utf-8"), flags=re.DOTALL)
    return str(found[number])


def use_event_map(file: Path) -> None:
    mapped = read_map(file)
    rows = file.with_name("rows.csv")
    rows.write_text(CSV, encoding="utf-8")
    for row in read_rows(rows, mapped.form):
        if isinstance(row, Row):
            mapped.check_columns(row, rows)
            made = mapped.event(row)
            if not isinstance(made, BadRow):
                json.dumps(made)
                mapped.doubt(row)


def use_record_map(file: Path) -> None:
    mapped = read_record_map(file, record_table("orders"))
    rows = file.with_name("rows.csv")
    rows.write_text(CSV, encoding="utf-8")
    list(read_rows(rows, mapped.form))


def use_rules(file: Path) -> None:
    rules = parse_rules(file.read_text(encoding="utf-8"), file.name)
    json.dumps(
        mended({"event": "Order Completed", "properties": {"currency": "euro", "products": [1]}}, rules)
    )


def use_plan(file: Path) -> None:
    parse_plan(file.read_text(encoding="utf-8"), file.name)


def use_values(file: Path) -> None:
    read_file(file, ("timezone", "currency", "opens_at", "tracking_plan"))


READERS: dict[str, tuple[str, Callable[[Path], None], type[Exception]]] = {
    "map of events": (block("docs/guides/maps/README.md"), use_event_map, Misconfigured),
    "map of records": (block("docs/guides/records.md"), use_record_map, Misconfigured),
    "rules": (block("docs/reference/quarantine.md"), use_rules, Misconfigured),
    "plan": (block("docs/guides/tracking-plan.md"), use_plan, Misconfigured),
    "values": (Path("tally.toml").read_text(encoding="utf-8"), use_values, ValueError),
}


def walk(node: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value within."""
    if way:
        yield way
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in members:
        yield from walk(value, (*way, name))


def replaced(told: Any, way: tuple[Any, ...], value: Any) -> Any:
    bent = copy.deepcopy(told)
    node = bent
    for name in way[:-1]:
        node = node[name]
    node[way[-1]] = value
    return bent


def bend(told: Any) -> Iterator[tuple[str, Any]]:
    """Each file with one fault, and what the fault is."""
    for way in walk(told):
        for odd in ODD:
            yield f"{way} = {odd!r}", replaced(told, way, odd)
    for odd in ODD:
        yield f"unknown = {odd!r}", {**told, "unknown": odd}
        yield f"only {odd!r}", dict.fromkeys(told, odd)


@pytest.mark.parametrize("kind", READERS)
def test_every_fault_is_a_sentence(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, use, refusal = READERS[kind]
    file = tmp_path / "written.toml"
    file.write_text(text, encoding="utf-8")
    use(file)
    refused, faults = 0, []
    for fault, bent in bend(tomllib.loads(text)):
        monkeypatch.setattr(tomllib, "loads", lambda _, bent=bent: copy.deepcopy(bent))
        try:
            use(file)
        except refusal:
            refused += 1
        except Exception as error:  # noqa: BLE001  (any other is what the test looks for)
            faults.append(f"{fault}: {type(error).__name__}: {error}"[:300])
    assert not faults, "\n".join(faults)
    assert refused > 100 if kind != "values" else refused


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "text", ["a = ", "a = " + "[" * 5000, "a = " + "9" * 5000, "a = 1\na = 2", "\ufeffa = 1", "a = 99:99:99"]
)
def test_what_is_no_toml_is_a_sentence(kind: str, text: str, tmp_path: Path) -> None:
    _, use, refusal = READERS[kind]
    file = tmp_path / "written.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(refusal, match=r"written\.toml"):
        use(file)
