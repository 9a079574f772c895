"""What whoever changes settings may do: add a version, and never change or remove one. To whom a schedule may
mail is looked up among the accounts."""

from collections.abc import Sequence

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.reasons import accept_resources
from infra.lake_stack import SETTINGS, LakeStack

NAME, PLAN_NAME = "tally-settings-editor", "tally-plan-editor"
ANY_SETTING = "A setting is named by whoever puts it."
PLAN = "tracking_plan"
"""The one that decides on personal data: who may change questions and hours shall not loosen it."""

OTHERS = (
    *("cohort", "question", "dashboard", "sql", "kpis", "customer_profiles", "subscription", "schedule"),
    *("import_map", "opening_hours"),
)


class SettingEditors(Construct):
    """Two managed policies. The bucket itself refuses a version that is there already (LakeStack)."""

    def __init__(self, scope: Construct, construct_id: str, *, lake: LakeStack) -> None:
        super().__init__(scope, construct_id)
        self._bucket_arn = Stack.of(lake).export_value(lake.lake.bucket_arn)
        self.policy = self._add_policy(
            "Policy", NAME, "Read Tally's settings and add versions of all but the tracking plan", OTHERS
        )
        pool_arn = Stack.of(lake).export_value(lake.staff.pool.user_pool_arn)
        self.policy.add_statements(
            iam.PolicyStatement(actions=["cognito-idp:ListUsersInGroup"], resources=[pool_arn])
        )
        self.plan_policy = self._add_policy(
            "PlanPolicy", PLAN_NAME, "Read Tally's settings and add versions of the tracking plan", [PLAN]
        )

    def _add_policy(
        self, construct_id: str, name: str, description: str, kinds: Sequence[str]
    ) -> iam.ManagedPolicy:
        """It reads all settings, and adds versions of these kinds."""
        read = f"{self._bucket_arn}/{SETTINGS}"
        written = [f"{self._bucket_arn}/settings/{kind}/*" for kind in kinds]
        policy = iam.ManagedPolicy(
            self,
            construct_id,
            managed_policy_name=name,
            description=description,
            statements=[
                iam.PolicyStatement(
                    actions=["s3:ListBucket"],
                    resources=[self._bucket_arn],
                    conditions={"StringLike": {"s3:prefix": SETTINGS}},
                ),
                iam.PolicyStatement(actions=["s3:GetObject"], resources=[read]),
                iam.PolicyStatement(actions=["s3:PutObject"], resources=written),
            ],
        )
        accept_resources(policy, [read, *written], ANY_SETTING)
        return policy
