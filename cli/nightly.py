"""Starts the nightly state machine and follows it, step by step."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cli.clients import Endpoint
from cli.output.progress import step

_LOOK_EVERY_S = 0.5


@dataclass(slots=True)
class Night:
    """What the state machine has done so far: one row per finished try of a step."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    _name: str = ""
    _entered_at: datetime | None = None
    _failed: bool = False

    def follow(self, event: dict[str, Any]) -> str | None:
        """Take in one event of the history; what it says to a person, if anything."""
        kind = event["type"]
        if kind == "TaskStateEntered":
            self._name, self._entered_at = event["stateEnteredEventDetails"]["name"], event["timestamp"]
            return f"{self._name} ..."
        if kind == "TaskScheduled":
            self._failed = False
        if kind == "TaskStateExited" and not self._failed:  # a caught failure leaves its state too
            return self._finish(event, json.loads(event["stateExitedEventDetails"].get("output") or "null"))
        if kind in {"TaskFailed", "LambdaFunctionFailed"}:
            failure = (
                event.get("taskFailedEventDetails") or event.get("lambdaFunctionFailedEventDetails") or {}
            )
            self._failed = True
            return self._finish(event, _reason(failure))
        return None

    def _finish(self, event: dict[str, Any], result: Any) -> str:
        begun = self._entered_at or event["timestamp"]
        seconds = round((event["timestamp"] - begun).total_seconds(), 1)
        self._entered_at = event["timestamp"]
        self.rows.append({"step": self._name, "result": result, "seconds": seconds})
        return f"{self._name}: {in_short(result)}"


def run_nightly(endpoint: Endpoint, event: Any) -> tuple[list[dict[str, Any]], bool]:
    """(a row per step: step, result, seconds; whether the night succeeded)."""
    states = endpoint.client("stepfunctions")
    started = states.start_execution(
        stateMachineArn=endpoint.outputs["NightlyStateMachine"], input=json.dumps(event)
    )
    execution, night = started["executionArn"], Night()
    with step("Running the night") as update:
        seen = 0
        while True:
            status: str = states.describe_execution(executionArn=execution)["status"]
            for number, happening in enumerate(_history(states, execution)):
                if number >= seen and (said := night.follow(happening)):
                    update(said)
                seen = max(seen, number + 1)
            if status != "RUNNING":
                return night.rows, status == "SUCCEEDED"
            time.sleep(_LOOK_EVERY_S)


def _history(states: Any, execution: str) -> Iterator[dict[str, Any]]:
    for page in states.get_paginator("get_execution_history").paginate(executionArn=execution):
        yield from page["events"]


def _reason(failure: dict[str, Any]) -> str:
    """What a failed task tells: the exception's own message, where the cause holds one."""
    cause = failure.get("cause", "")
    with suppress(ValueError, KeyError, TypeError):  # a time-out has no exception in its cause
        cause = json.loads(cause)["errorMessage"]
    return f"FAILED: {failure.get('error')}: {cause}"


def in_short(result: Any) -> str:
    """A step's result for a table's cell."""
    if isinstance(result, dict):
        return ", ".join(f"{name} {told(value)}" for name, value in result.items())
    return str(result)


def told(value: Any) -> Any:
    """A part of a result as people say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(map(str, value)) or "none"
    return value
