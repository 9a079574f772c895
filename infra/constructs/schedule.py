"""A call at stated times."""

from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct


class Schedule(Construct):
    """Calls one target on time, by a role that may do only that."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str,
        expression: str,
        timezone: str,
        action: str,
        target_arn: str,
    ) -> None:
        """`expression` is read in `timezone`; `action` is what calling the target takes."""
        super().__init__(scope, construct_id)
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"))
        role.add_to_policy(iam.PolicyStatement(actions=[action], resources=[target_arn]))
        scheduler.CfnSchedule(
            self,
            "Schedule",
            name=name,
            schedule_expression=expression,
            schedule_expression_timezone=timezone,
            flexible_time_window={"mode": "OFF"},
            target={
                "arn": target_arn,
                "roleArn": role.role_arn,
                "input": "{}",
                "retryPolicy": {"maximumRetryAttempts": 2, "maximumEventAgeInSeconds": 300},
            },
        )
