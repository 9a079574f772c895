"""What people save on the page: the function that reads and writes it, and its routes."""

from aws_cdk import aws_apigatewayv2 as http
from constructs import Construct

from infra.constructs.layers import Layers
from infra.constructs.tally_function import QUICK_LIMIT, QUICK_MB, TallyFunction
from infra.lake_stack import LakeStack
from infra.stage import Stage

PLACES = ("saved", "cohorts", "dashboards", "schedules")
KINDS = ("question", "cohort", "dashboard", "schedule")
SETTING_ROUTES = {
    path: methods
    for place in PLACES
    for path, methods in (
        (f"/v1/{place}", [http.HttpMethod.GET]),
        (f"/v1/{place}/{{name}}", [http.HttpMethod.GET, http.HttpMethod.PUT, http.HttpMethod.DELETE]),
    )
}
VERSIONS = "A version is an object of its own, and the bucket lets nobody rewrite one."


def make_settings_function(
    scope: Construct, *, stage: Stage, lake: LakeStack, layers: Layers
) -> TallyFunction:
    """serve_settings: it writes these kinds of settings alone, and asks no engine."""
    function = TallyFunction(
        scope,
        "serve_settings",
        layers=layers.querying,
        memory_mb=QUICK_MB,
        timeout=QUICK_LIMIT,
        settings={
            "lake_bucket": lake.lake.bucket_name,
            "timezone": stage.timezone,
            "user_pool": lake.staff.pool.user_pool_id,
            "mail_from": stage.sender or "",
        },
        uses_powertools=False,
    )
    function.allow(["s3:ListBucket"], [lake.export_value(lake.lake.bucket_arn)])
    # Of the other kinds it counts how many stand.
    function.allow_objects(["s3:GetObject"], lake.lake, ["settings/*"], VERSIONS)
    # Of a schedule it looks whether each address is an account's.
    function.allow(["cognito-idp:ListUsersInGroup"], [lake.export_value(lake.staff.pool.user_pool_arn)])
    folders = [f"settings/{kind}/*" for kind in KINDS]
    function.allow_objects(["s3:PutObject"], lake.lake, folders, VERSIONS)
    return function
