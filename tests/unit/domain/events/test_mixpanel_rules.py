"""Mixpanel's full rules, each broken once."""

from typing import Any

import pytest
from tally.domain.collecting.rejection import Reason
from tally.domain.events.mixpanel_rules import FORBIDDEN_IDS, strict_problem

NOW_MS = 1_795_245_300_000
GOOD: dict[str, Any] = {"time": NOW_MS / 1000, "distinct_id": "u-1", "$insert_id": "a1-B2"}


def field_at_fault(**change: Any) -> tuple[Reason, str] | None:
    fault = strict_problem({**GOOD, **change}, NOW_MS)
    return fault[:2] if fault else None


def nested(levels: int) -> Any:
    return {"inner": nested(levels - 1)} if levels else 1


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"time": NOW_MS},
        {"time": NOW_MS + 3_600_000},
        {"time": 31_536_000},
        {"distinct_id": ""},
        {"distinct_id": 7},
        {"$insert_id": "x" * 36},
        {"$insert_id": 12345},
        {"deep": nested(3)},
        {"list": [1] * 255},
        {"text": "x" * 1000},
        {f"p{number}": 1 for number in range(252)},
    ],
)
def test_taken(change: dict[str, Any]) -> None:
    assert field_at_fault(**change) is None


@pytest.mark.parametrize("name", ["time", "distinct_id", "$insert_id"])
def test_missing(name: str) -> None:
    assert field_at_fault(**{name: None}) == (Reason.MISSING_FIELD, f"properties.{name}")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"time": NOW_MS + 3_600_001}, "time"),
        ({"time": 31_535_999}, "time"),
        ({"distinct_id": 0}, "distinct_id"),
        ({"$insert_id": ""}, "$insert_id"),
        ({"$insert_id": "x" * 37}, "$insert_id"),
        ({"$insert_id": "a b"}, "$insert_id"),
        ({"$insert_id": "a_b"}, "$insert_id"),
        ({"$insert_id": "\u00e8"}, "$insert_id"),
        ({"$insert_id": "undefined"}, "$insert_id"),
    ],
)
def test_invalid(change: dict[str, Any], field: str) -> None:
    assert field_at_fault(**change) == (Reason.OUT_OF_RANGE, f"properties.{field}")


@pytest.mark.parametrize(
    "change",
    [{"deep": nested(4)}, {"list": [1] * 256}, {"a": {"b": [1] * 256}}, {str(n): 1 for n in range(253)}],
)
def test_too_large(change: dict[str, Any]) -> None:
    assert field_at_fault(**change) == (Reason.OUT_OF_RANGE, "properties")


@pytest.mark.parametrize("id_", sorted(FORBIDDEN_IDS))
def test_ids_of_nobody(id_: str) -> None:
    assert field_at_fault(distinct_id=id_.upper()) == (Reason.OUT_OF_RANGE, "properties.distinct_id")
