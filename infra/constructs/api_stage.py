"""A stage of an HTTP API: a bound on requests, and an access log."""

import json

from aws_cdk import RemovalPolicy
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_logs as logs
from constructs import Construct

# No query string and no header: Mixpanel's and our own write keys travel in them.
ACCESS_LOG_FIELDS = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "route": "$context.routeKey",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "latencyMs": "$context.responseLatency",
    "error": "$context.integrationErrorMessage",
}


def open_stage(
    scope: Construct,
    api: http.HttpApi,
    log_name: str,
    throttle: http.ThrottleSettings,
    stage_name: str = "$default",
) -> tuple[http.HttpStage, http.CfnStage]:
    """A stage of an API, one in a `scope`, and its template for what the CDK has no words for."""
    log = logs.LogGroup(
        scope,
        "AccessLog",
        log_group_name=f"/aws/vendedlogs/{log_name}",
        retention=logs.RetentionDays.ONE_MONTH,
        removal_policy=RemovalPolicy.DESTROY,
    )
    stage = http.HttpStage(
        scope, "Stage", http_api=api, stage_name=stage_name, auto_deploy=True, throttle=throttle
    )
    template = stage.node.default_child
    if not isinstance(template, http.CfnStage):
        raise TypeError("the CDK made a stage without a CloudFormation stage")
    template.access_log_settings = http.CfnStage.AccessLogSettingsProperty(
        destination_arn=log.log_group_arn, format=json.dumps(ACCESS_LOG_FIELDS)
    )
    return stage, template
