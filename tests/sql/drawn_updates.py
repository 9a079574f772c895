"""Random updates of a few profiles, for Hypothesis, and the table they make."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from tally.adapters.wire.id_key import key_of

from tests.sql.profile_fold import Update

START = datetime(2026, 11, 20, 9)
PROFILES = [
    *(("person", "", who) for who in ("u1", "u2", "u3", "u4", "$device:d1")),
    *(("group", kind, "u1") for kind in ("company", "store")),
]
HEAD = (
    "update_id | dedup_key | kind | group_key | profile_id | profile_key | occurred_at | received_at"
    " | body_place | place | operation | property | value | ignore_time"
)

NUMBERS = ["1", "0", "-2.5", "0.1", "0.2", "12345678901.125", "0.30000000000000004"]
SCALARS = ['"a"', '"b"', '""', '"it\'s \\"so\\" é"', "true", "null"]
LISTS = ["[]", '["a","a"]', '["b",1,null]', "[[]]", '[{"x":1}]']
OBJECTS = [
    *("{}", '{"x":1}', '{"x":{}}', '{"x":{"y":{"z":1}}}', '{"x":{"y":2},"k":null}', '{"":{"":{"":{}}}}'),
    *('{"x":{"y":{"z":{"w":1}},"k":"a"}}', '{"x":{"y":{"z":{"v":1},"k":[1]}}}', '{"x":[1]}'),
]
VALUES = [*NUMBERS, *SCALARS, *LISTS, *OBJECTS]
ITEMS = ["1", "-2.5", '"a"', '"a"', '"b"', '"b"', '""', "true", "null", "[]", '{"x":1}']
OPERANDS = {
    "$set": VALUES,
    "$set_once": VALUES,
    "$add": [*NUMBERS, *NUMBERS, '"1"', "true"],
    "$append": ITEMS,
    "$union": [*LISTS, '["a","b"]', '["b",1]', '"a"', "1"],
    "$remove": ITEMS,
    "$unset": [""],
    "$delete": [""],
    "$merge": [*OBJECTS, *OBJECTS, "1", '["a"]'],
}
FITTING = {
    "number": ["$add", "$add", "$set_once"],
    "list": ["$append", "$append", "$union", "$union", "$remove", "$remove"],
    "object": ["$merge"],
}
"""Operations that a property of this name mostly gets, so that it grows before something else comes."""


@st.composite
def some_updates(draw: st.DrawFn, most: int) -> list[tuple[int, Update]]:
    """Up to so many of (which profile, update); times and ids collide on purpose."""
    return [draw(_an_update()) for _ in range(draw(st.integers(0, most)))]


@st.composite
def _an_update(draw: st.DrawFn) -> tuple[int, Update]:
    # Without a property: {"$set": {}}, which makes a profile and changes nothing.
    name = draw(st.sampled_from([*FITTING, *FITTING, "it's", ""]))
    fits = name in FITTING and draw(st.integers(0, 9)) > 1
    operation = draw(st.sampled_from(FITTING[name] if fits else list(OPERANDS)))
    name = "" if operation == "$delete" else name
    return draw(st.integers(0, len(PROFILES) - 1)), Update(
        occurred_at=START + timedelta(seconds=draw(st.integers(0, 6))),
        received_at=START + timedelta(hours=1, seconds=draw(st.integers(0, 1))),
        body_place=draw(st.integers(0, 1)),
        update_id=draw(st.sampled_from(["a", "b"])),
        place=0,
        operation=operation,
        property=name,
        value=draw(st.sampled_from(OPERANDS[operation])) if name else "",
        ignore_time=draw(st.booleans()),
    )


def drawn(updates: list[tuple[int, Update]]) -> str:
    """The updates as a table; what is unknown of each other's order differs in its place."""
    lines = [HEAD]
    for number, (which, update) in enumerate(updates):
        kind, group, profile = PROFILES[which]
        key = key_of(profile if kind == "person" else f"{group}\x1f{profile}")
        cells = [update.update_id, number, kind, group, profile, key, update.occurred_at, update.received_at]
        cells += [update.body_place, number, update.operation, update.property, update.value]
        cells.append(str(update.ignore_time).lower())
        lines.append(" | ".join(map(str, cells)))
    return "\n".join(lines)


def placed(updates: list[tuple[int, Update]]) -> dict[int, list[Update]]:
    """The updates of each profile, each with its own place."""
    found = defaultdict(list)
    for number, (which, update) in enumerate(updates):
        found[which].append(replace(update, place=number))
    return found
