"""Starts the nightly state machine and follows it, step by step."""

import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cli.output.progress import step
from cli.output.results import summarize_result

if TYPE_CHECKING:
    from cli.clients import Tally

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
            return self._finish(event, _explain_failure(failure))
        return None

    def _finish(self, event: dict[str, Any], result: Any) -> str:
        begun = self._entered_at or event["timestamp"]
        seconds = round((event["timestamp"] - begun).total_seconds(), 1)
        self._entered_at = event["timestamp"]
        self.rows.append({"step": self._name, "result": result, "seconds": seconds})
        return f"{self._name}: {summarize_result(result)}"


def run_nightly(tally: "Tally", event: Any) -> tuple[list[dict[str, Any]], bool]:
    """(a row per step: step, result, seconds; whether the night succeeded)."""
    execution, night = tally.start_night(event), Night()
    with step("Running the night") as update:
        seen = 0
        while True:
            look = tally.look_at_night(execution)
            for happening in look.history[seen:]:
                if news := night.follow(happening):
                    update(news)
            seen = len(look.history)
            if look.status != "RUNNING":
                return night.rows, look.status == "SUCCEEDED"
            time.sleep(_LOOK_EVERY_S)


def _explain_failure(failure: dict[str, Any]) -> str:
    """What a failed task tells: the exception's own message, where the cause holds one."""
    cause = failure.get("cause", "")
    with suppress(ValueError, KeyError, TypeError):  # a time-out has no exception in its cause
        cause = json.loads(cause)["errorMessage"]
    return f"FAILED: {failure.get('error')}: {cause}"
