"""The CloudWatch dashboard."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.constructs.parcel_queue import ParcelQueuePair
from infra.constructs.tally_function import TallyFunction


def add_dashboard(
    scope: Construct,
    *,
    alarms: Sequence[cloudwatch.IAlarm],
    api: http.HttpApi,
    queues: Sequence[ParcelQueuePair],
    functions: Sequence[TallyFunction],
    machine: sfn.IStateMachine,
) -> cloudwatch.Dashboard:
    """One page: alarms on top, then what comes in, what waits, what ran and what the audit found."""
    board = cloudwatch.Dashboard(scope, "Board", dashboard_name="tally", default_interval=Duration.days(1))
    board.add_widgets(cloudwatch.AlarmStatusWidget(title="Alarms", alarms=[*alarms], width=24, height=4))
    board.add_widgets(
        _make_graph("Requests", [api.metric_count(), api.metric_client_error(), api.metric_server_error()]),
        _make_graph("Latency", [api.metric_latency(statistic="p50"), api.metric_latency(statistic="p99")]),
    )
    board.add_widgets(
        _make_graph(
            "Waiting parcels", [q.queue.metric_approximate_number_of_messages_visible() for q in queues]
        ),
        _make_graph(
            "Age of the oldest parcel", [q.queue.metric_approximate_age_of_oldest_message() for q in queues]
        ),
    )
    board.add_widgets(
        _make_graph("Errors", [f.function.metric_errors() for f in functions]),
        _make_graph("Duration", [f.function.metric_duration(statistic="p99") for f in functions]),
    )
    disputed = cloudwatch.Metric(
        namespace="Tally", metric_name="DisputedCells", dimensions_map={"service": "audit_lake"}
    )
    board.add_widgets(
        _make_graph(
            "Nightly", [machine.metric_succeeded(), machine.metric_failed(), machine.metric_timed_out()]
        ),
        _make_graph("Disputed cells", [disputed.with_(statistic="Maximum")]),
    )
    return board


def _make_graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=[*metrics], width=12, height=6)
