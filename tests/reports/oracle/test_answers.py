"""The oracle against answers worked out by hand, kind by kind."""

from types import ModuleType
from typing import Any

import pytest

from tests.reports.oracle import cohort, flows, funnel, insights, retention, sessions
from tests.reports.report_cases import cases, differences

KINDS = {
    "funnel": funnel,
    "retention": retention,
    "insights": insights,
    "cohort": cohort,
    "sessions": sessions,
    "flows": flows,
}
ALL = [pytest.param(module, case, id=case["name"]) for kind, module in KINDS.items() for case in cases(kind)]


def answered(module: ModuleType, case: dict[str, Any], events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    profiles = case.get("profiles")
    rows: list[dict[str, Any]] = module.answer(
        case["question"], events, timezone=case["shop_time_zone"], profiles=profiles
    )
    return rows


@pytest.mark.parametrize(("module", "case"), ALL)
def test_an_answer_is_as_worked_out_by_hand(module: ModuleType, case: dict[str, Any]) -> None:
    assert differences(answered(module, case, case["events"]), case["answer"]["rows"]) == []


@pytest.mark.parametrize(("module", "case"), ALL)
def test_the_order_of_arrival_and_repeats_mean_nothing(module: ModuleType, case: dict[str, Any]) -> None:
    again = [event for event in case["events"] if "insert_id" in event]
    assert differences(answered(module, case, case["events"][::-1] + again), case["answer"]["rows"]) == []


ONLY_COMPARED = {"p90_seconds", "p90_seconds_from_first"}
"""Columns that no case works out by hand: test_funnel_random compares them."""


def test_a_row_has_all_its_columns() -> None:
    for module, case in (parameter.values for parameter in ALL):
        rows = answered(module, case, case["events"])
        assert [set(row) - ONLY_COMPARED for row in rows] == [set(row) for row in case["answer"]["rows"]], (
            case["name"]
        )


def test_differences_are_told() -> None:
    assert differences([{"a": 1, "b": None}], [{"a": 1.0000001, "b": None}]) == []
    assert differences([{"a": 1}], [{"a": True}, {"a": 1}]) == ["row 1: a is 1, not True", "1 rows, not 2"]
    assert differences([{"a": "1"}], [{"a": 1, "b": None}]) == [
        "row 1: a is '1', not 1",
        "row 1: b is 'missing', not None",
    ]
