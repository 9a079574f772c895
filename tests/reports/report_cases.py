"""The cases of reports: a few events, a question and the answer, worked out by hand.

Each is one JSON file in cases/: its `rule` is what it is about, `command` how it would be asked, `events` as
they may arrive (their order means nothing), `answer.rows` the rows in order. A column that a row lacks is not
checked.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases"
TOLERANCE = 1e-6

Row = Mapping[str, Any]


def cases(kind: str) -> list[dict[str, Any]]:
    """All cases of one kind of report, by the names of their files, which stand in `name`."""
    read = [json.loads(path.read_text()) | {"name": path.stem} for path in sorted(FOLDER.glob("*.json"))]
    return [case for case in read if case["question"]["kind"] == kind]


def differences(found: Sequence[Row], expected: Sequence[Row]) -> list[str]:
    """A sentence for each value that differs or lacks, and for a wrong number of rows."""
    sentences = [
        f"row {number}: {column} is {row.get(column, 'missing')!r}, not {value!r}"
        for number, (row, wanted) in enumerate(zip(found, expected, strict=False), start=1)
        for column, value in wanted.items()
        if column not in row or not are_equal(row[column], value)
    ]
    if len(found) != len(expected):
        sentences.append(f"{len(found)} rows, not {len(expected)}")
    return sentences


def are_equal(found: Any, expected: Any) -> bool:
    """Numbers within the tolerance, all else as it is; true and false are no numbers."""
    if all(isinstance(each, int | float) and not isinstance(each, bool) for each in (found, expected)):
        return abs(found - expected) <= TOLERANCE
    return type(found) is type(expected) and found == expected
