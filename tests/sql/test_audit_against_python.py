"""audit_ids and audit_cell_counts over random lakes and witnesses, against a plain Python account of both."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from tests.sql import tables

START = datetime(2026, 3, 2, 6)
HOURS = {
    "from_hour": datetime(2026, 3, 2, tzinfo=UTC),
    "to_hour": START.replace(hour=8, tzinfo=UTC),
    "from_date": date(2026, 2, 28),
    "to_date": date(2026, 3, 5),
}
CLOSED_BEFORE = START.replace(hour=8)

Side = list[tuple[str, int, datetime, str, str]]
"""(event name, id hash, time, platform, amount or '')."""


def sides(random: Random) -> tuple[Side, Side]:
    """A few dozen events as either side noted them: mostly alike, some lost, doubled, moved or changed."""
    lake: Side = []
    witness: Side = []
    for id_hash in range(60):
        name = random.choice(["Order Completed", "Page Viewed"])
        at = START + timedelta(minutes=random.randint(0, 170))
        event = (name, id_hash, at, random.choice(["ios", "web"]), "9.00" if name[0] == "O" else "")
        for side in (lake, witness):
            for _ in range(random.choices([0, 1, 2], [15, 75, 10])[0]):
                side.append(noted(random, event))
    return lake, witness


def noted(random: Random, event: tuple[str, int, datetime, str, str]) -> tuple[str, int, datetime, str, str]:
    name, id_hash, at, platform, amount = event
    if random.random() < 0.1:
        at += timedelta(minutes=50)
    if random.random() < 0.1:
        platform = "android"
    if amount and random.random() < 0.1:
        amount = random.choice(["8.00", ""])
    return name, id_hash, at, platform, amount


def ids_of(side: Side) -> dict[tuple[str, int], tuple[datetime, str, str, int]]:
    """Each id once: its earliest time, first platform and largest amount, and how often it was noted."""
    found: dict[tuple[str, int], Side] = defaultdict(list)
    for row in side:
        found[row[:2]].append(row)
    return {
        key: (
            min(row[2] for row in rows),
            min(row[3] for row in rows),
            max(row[4] for row in rows),
            len(rows),
        )
        for key, rows in found.items()
    }


def cell(name: str, at: datetime, platform: str) -> tuple[str, str, str]:
    return name, str(at.replace(minute=0)), platform


def differences(lake: Side, witness: Side) -> set[tuple[tuple[str, str, str], int, str]]:
    """(cell, id hash, kind) of every difference in a closed hour."""
    ours, theirs = ids_of(lake), ids_of(witness)
    found = set()
    for key in ours.keys() | theirs.keys():
        here, there = ours.get(key), theirs.get(key)
        here_cell = here and cell(key[0], *here[:2])
        there_cell = there and cell(key[0], *there[:2])
        kinds = [
            ("missing_in_lake", there_cell, not here),
            ("missing_in_witness", here_cell, not there),
            ("duplicate_in_lake", here_cell, here and here[3] > 1),
            ("duplicate_in_witness", there_cell, there and there[3] > 1),
            ("amount_differs", here_cell, here and there and there[2] and here[2] != there[2]),
        ]
        if here_cell and there_cell:
            kinds.append(("moved_hour", here_cell, here_cell[1] != there_cell[1]))
            same_hour = here_cell[1] == there_cell[1]
            kinds.append(("moved_platform", here_cell, same_hour and here_cell != there_cell))
        found |= {(where, key[1], kind) for kind, where, applies in kinds if where and applies}
    return {each for each in found if each[0][1] < str(CLOSED_BEFORE)}


def drawn(side: Side, amount: str, *, is_lake: bool) -> str:
    head = f"event_name | id_hash | event_id | occurred_at | platform | {amount}"
    lines = [
        f"{name} | {id_hash} | e{id_hash} | {at} | {platform} | {money}"
        for name, id_hash, at, platform, money in side
    ]
    if is_lake:
        head += " | business_date"
        lines = [f"{line} | 2026-03-02" for line in lines]
    return "\n".join([head, *lines])


@pytest.mark.parametrize("seed", range(4))
def test_the_same_differences_and_counts(seed: int) -> None:
    lake, witness = sides(Random(seed))
    sources = {
        "events": drawn(lake, "revenue", is_lake=True),
        "witness_events": drawn(witness, "amount", is_lake=False),
    }
    rows = tables.run("audit_ids", HOURS, **sources)
    found = {
        ((row["event_name"], row["hour_at"], row["platform"]), int(row["id_hash"]), row["kind"])
        for row in rows
    }
    expected = differences(lake, witness)
    assert found == expected
    assert len(rows) == len(expected) > 10
    check_counts(lake, witness, expected, sources)


def check_counts(
    lake: Side,
    witness: Side,
    expected: set[tuple[tuple[str, str, str], int, str]],
    sources: dict[str, str],
) -> None:
    ids = "event_name | hour_at | platform | id_hash | kind\n" + "\n".join(
        f"{' | '.join(where)} | {id_hash} | {kind}" for where, id_hash, kind in expected
    )
    rows = tables.run("audit_cell_counts", HOURS, audit_ids=ids, **sources)
    of_kind = Counter((where, kind) for where, _, kind in expected)
    held, seen = (
        Counter(cell(key[0], *facts[:2]) for key, facts in ids_of(side).items()) for side in (lake, witness)
    )
    for row in rows:
        where = (row["event_name"], row["hour_at"], row["platform"])
        assert (int(row["lake_events"]), int(row["witness_events"])) == (held[where], seen[where])
        assert int(row["missing_in_lake"]) == of_kind[where, "missing_in_lake"]
        assert int(row["moved"]) == of_kind[where, "moved_hour"] + of_kind[where, "moved_platform"]
    closed = {where for where in held | seen if where[1] < str(CLOSED_BEFORE)}
    assert {(row["event_name"], row["hour_at"], row["platform"]) for row in rows} == closed
