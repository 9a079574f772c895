"""Random updates of a few profiles, for Hypothesis, and the table they make."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

import xxhash
from hypothesis import strategies as st

from tests.sql.profile_fold import Update

START = datetime(2026, 11, 20, 9)
PROFILES = [("person", "", "u1"), ("person", "", "$device:d1"), ("group", "company", "u1")]
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
OPERANDS = {
    "$set": VALUES,
    "$set_once": VALUES,
    "$add": [*NUMBERS, *NUMBERS, '"1"', "true"],
    "$append": [*NUMBERS[:3], *SCALARS, "[]", '{"x":1}'],
    "$union": [*LISTS, *SCALARS[:2], "1"],
    "$remove": [*NUMBERS[:3], *SCALARS, "[]", '{"x":1}'],
    "$unset": [""],
    "$delete": [""],
    "$merge": [*OBJECTS, *OBJECTS, "1", '["a"]'],
}
OFTEN = ["$set", "$set_once", "$add", "$append", "$union", "$remove", "$merge"]


@st.composite
def an_update(draw: st.DrawFn) -> tuple[int, Update]:
    """(which profile, update); times and ids collide on purpose."""
    operation = draw(st.sampled_from([*OFTEN, *OFTEN, *OFTEN, "$unset", "$delete"]))
    # Without a property: {"$set": {}}, which makes a profile and changes nothing.
    name = "" if operation == "$delete" else draw(st.sampled_from(["p", "p", "q", "q", "$na'me", ""]))
    return draw(st.sampled_from([0, 0, 0, 1, 2])), Update(
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
        key = xxhash.xxh64_intdigest(f"{group}{profile}".encode()) >> 1
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
