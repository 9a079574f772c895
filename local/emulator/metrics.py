"""CloudWatch: metrics in log lines, of queues and state machines; alarms evaluated while nothing happens."""

import json
import threading
import time
from collections.abc import Iterable
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import cloudwatch, cloudwatch_logs, sqs, stepfunctions

EVERY_S = 5
"""Seconds between two looks at queues and alarms (AWS: 60, or 10 for high resolution)."""

_EXECUTION_METRICS = {
    "RUNNING": "ExecutionsStarted",
    "SUCCEEDED": "ExecutionsSucceeded",
    "FAILED": "ExecutionsFailed",
    "TIMED_OUT": "ExecutionsTimedOut",
    "ABORTED": "ExecutionsAborted",
}

_COMPARISONS = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


def repair() -> None:
    """Apply every repair of this module."""
    _extract_embedded_metrics()
    _count_executions()
    cloudwatch._evaluate_alarm = _evaluate_alarm
    threading.Thread(target=_watch, name="tally-alarms", daemon=True).start()


def _extract_embedded_metrics() -> None:
    """AWS turns log lines in the embedded metric format into metrics. Stock: they stay log lines."""
    append = cloudwatch_logs._append_log_events

    def append_and_extract(stream: dict[str, Any], events: list[dict[str, Any]]) -> None:
        append(stream, events)
        for event in events:
            for namespace, name, value, unit, dimensions in embedded_metrics(event["message"]):
                cloudwatch.record_metric(namespace, name, value, unit, dimensions)

    cloudwatch_logs._append_log_events = append_and_extract


def embedded_metrics(line: str) -> Iterable[tuple[str, str, float, str, dict[str, str]]]:
    """(namespace, name, value, unit, dimensions) of each metric that a log line embeds."""
    if not line.startswith("{") or '"_aws"' not in line:
        return
    try:
        document = json.loads(line)
    except ValueError:
        return
    for directive in document.get("_aws", {}).get("CloudWatchMetrics", []):
        for names in directive.get("Dimensions") or [[]]:
            dimensions = {name: str(document[name]) for name in names if name in document}
            for metric in directive.get("Metrics", []):
                values = document.get(metric["Name"], [])
                for value in values if isinstance(values, list) else [values]:
                    yield (
                        directive["Namespace"],
                        metric["Name"],
                        value,
                        metric.get("Unit", "None"),
                        dimensions,
                    )


def _count_executions() -> None:
    """AWS counts a state machine's executions by how they ended. Stock: no metrics of state machines."""
    emit = stepfunctions._emit_execution_status_event

    def emit_and_count(execution: dict[str, Any]) -> None:
        emit(execution)
        if name := _EXECUTION_METRICS.get(execution["status"]):
            dimensions = {"StateMachineArn": execution["stateMachineArn"]}
            cloudwatch.record_metric("AWS/States", name, 1, "Count", dimensions)

    stepfunctions._emit_execution_status_event = emit_and_count


def _watch() -> None:
    """Measure queues, then evaluate alarms, for as long as the emulator runs."""
    while True:
        time.sleep(EVERY_S)
        for account, region, _ in list(sqs._queues._data):
            with request_scope(account, region):
                _measure_queues()
        for account, region in {key[:2] for key in list(cloudwatch._alarms._data)}:
            with request_scope(account, region):
                cloudwatch._evaluate_all_alarms()


def _measure_queues() -> None:
    """AWS publishes each queue's depth and the age of its oldest message. Stock: no metrics of queues."""
    now = time.time()
    for queue in list(sqs._queues.values()):
        dimensions = {"QueueName": queue["attributes"]["QueueArn"].rsplit(":", 1)[1]}
        messages = list(queue["messages"])
        visible = sum(message.get("visible_at", 0) <= now for message in messages)
        age_s = max((now - message["sent_at"] for message in messages), default=0.0)
        for name, value, unit in (
            ("ApproximateNumberOfMessagesVisible", visible, "Count"),
            ("ApproximateNumberOfMessagesNotVisible", len(messages) - visible, "Count"),
            ("ApproximateAgeOfOldestMessage", age_s, "Seconds"),
        ):
            cloudwatch.record_metric("AWS/SQS", name, value, unit, dimensions)


def _evaluate_alarm(alarm: dict[str, Any]) -> None:
    """AWS looks at an alarm every period, by the points of its own dimensions; missing ones count as told.

    Stock: it looks only when a metric is put, by the points of all dimensions; missing ones change nothing.
    Alarms over metric math or anomaly bands are left as they are.
    """
    compare = _COMPARISONS.get(alarm.get("ComparisonOperator", ""))
    if compare is None or not alarm.get("MetricName"):
        return
    state, reason = _compute_state(alarm, compare)
    before = alarm["StateValue"]
    if state == before:
        return
    alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    cloudwatch._record_history(alarm["AlarmName"], before, state, reason)
    cloudwatch._dispatch_alarm_actions(alarm, before, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


_WATCHED_SINCE = time.time()
"""Nothing was measured before: the emulator was not there, and its silence tells nothing."""


def _compute_state(alarm: dict[str, Any], compare: Any) -> tuple[str, str]:
    """(state, reason) by the last EvaluationPeriods periods, of which DatapointsToAlarm must breach."""
    values = list(_read_period_values(alarm))
    present = [value for value in values if value is not None]
    missing = alarm.get("TreatMissingData") or "missing"
    looks_back_s = int(alarm.get("Period") or 60) * len(values)
    is_new_here = missing == "breaching" and time.time() - _WATCHED_SINCE < looks_back_s
    if not present and (missing == "ignore" or is_new_here):
        return alarm["StateValue"], ""
    if not present and missing == "missing":
        return "INSUFFICIENT_DATA", "Insufficient data: no datapoints were received"
    breaching = sum(compare(value, alarm.get("Threshold", 0)) for value in present)
    if missing == "breaching":
        breaching += len(values) - len(present)
    needed = alarm.get("DatapointsToAlarm") or len(values)
    reason = f"Threshold Crossed: {breaching} of {len(values)} datapoints {present}"
    return ("ALARM" if breaching >= needed else "OK"), reason


def _read_period_values(alarm: dict[str, Any]) -> Iterable[float | None]:
    """The alarm's statistic over each of its last periods, newest first; None where there is no point."""
    key = (
        alarm["Namespace"],
        alarm["MetricName"],
        cloudwatch._dims_key(cloudwatch._dims_from_list(alarm.get("Dimensions") or [])),
    )
    points = list(cloudwatch._metrics.get(key) or [])
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    period_s = int(alarm.get("Period") or 60)
    end = time.time()
    for _ in range(int(alarm.get("EvaluationPeriods") or 1)):
        recent = [point for point in points if end - period_s < point["Timestamp"] <= end]
        yield cloudwatch._stat_value(cloudwatch._calc_stats(recent), statistic, recent) if recent else None
        end -= period_s
