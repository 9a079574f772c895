"""What whoever changes settings may do: add a version, and never change or remove one. To whom a schedule may
mail is looked up among the accounts."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.reasons import accept_resources
from infra.lake_stack import SETTINGS, LakeStack

NAME = "tally-settings-editor"
ANY_SETTING = "A setting is named by whoever puts it."


class SettingEditors(Construct):
    """A managed policy. The bucket itself refuses a version that is there already (LakeStack)."""

    def __init__(self, scope: Construct, construct_id: str, *, lake: LakeStack) -> None:
        super().__init__(scope, construct_id)
        bucket_arn = Stack.of(lake).export_value(lake.lake.bucket_arn)
        objects = f"{bucket_arn}/{SETTINGS}"
        pool_arn = Stack.of(lake).export_value(lake.staff.pool.user_pool_arn)
        self.policy = iam.ManagedPolicy(
            self,
            "Policy",
            managed_policy_name=NAME,
            description="Read Tally's settings and add versions of them",
            statements=[
                iam.PolicyStatement(
                    actions=["s3:ListBucket"],
                    resources=[bucket_arn],
                    conditions={"StringLike": {"s3:prefix": SETTINGS}},
                ),
                iam.PolicyStatement(actions=["s3:GetObject", "s3:PutObject"], resources=[objects]),
                iam.PolicyStatement(actions=["cognito-idp:ListUsersInGroup"], resources=[pool_arn]),
            ],
        )
        accept_resources(self.policy, [objects], ANY_SETTING)
