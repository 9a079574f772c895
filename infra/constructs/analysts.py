"""What analysts may do: ask, and nothing else. The shop attaches the policy to people's roles."""

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.constructs.glue_names import name_glue_resources
from infra.constructs.reasons import accept_resources
from infra.constructs.scheduled_answers import PREFIX
from infra.lake_stack import SETTINGS, LakeStack
from infra.stage import Stage

NAME = "tally-analyst"
ASKING = [
    "StartQueryExecution",
    "StopQueryExecution",
    "GetQueryExecution",
    "BatchGetQueryExecution",
    "GetQueryResults",
    "ListQueryExecutions",
    "GetWorkGroup",
]
DESCRIBING = ["GetDatabase", "GetDatabases", "GetTable", "GetTables", "GetPartition", "GetPartitions"]
READ = ["landing/*", "records/*", "warehouse/*", "marts/*", SETTINGS]
PATTERNS = "Athena reads with its caller's rights, and names the files of models, builds and results itself."


class Analysts(Construct):
    """A managed policy without any right to make, change or drop a table or an object of the lake.

    Athena acts with its caller's rights: CREATE and DROP need Glue's, INSERT and DELETE need S3's. Requests'
    bodies, quarantine and the witness's bucket stay with operators (docs/reference/security.md).
    """

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage, lake: LakeStack) -> None:
        super().__init__(scope, construct_id)
        lake_arn, results_arn = (lake.export_value(bucket.bucket_arn) for bucket in (lake.lake, lake.results))
        workgroup = Stack.of(self).format_arn(
            service="athena", resource="workgroup", resource_name=lake.workgroup.name
        )
        tables = (f"database/{stage.database}*", f"table/{stage.database}*/*")
        catalog = name_glue_resources(self, "catalog", *tables)
        objects = [f"{lake_arn}/{prefix}" for prefix in READ]
        exports_arn = lake.export_value(lake.exports.bucket_arn)
        objects.append(f"{exports_arn}/{PREFIX}/*")
        results = [f"{results_arn}/athena/*"]
        self.policy = iam.ManagedPolicy(
            self,
            "Policy",
            managed_policy_name=NAME,
            description="Ask Tally's tables by Athena; change nothing",
            statements=[
                _allow("athena", ASKING, [workgroup]),
                _allow("glue", DESCRIBING, catalog),
                _allow("s3", ["ListBucket", "GetBucketLocation"], [lake_arn, results_arn, exports_arn]),
                _allow("s3", ["GetObject"], objects),
                _allow("s3", ["GetObject", "PutObject", "AbortMultipartUpload"], results),
            ],
        )
        accept_resources(self.policy, [*catalog, *objects, *results], PATTERNS)


def _allow(service: str, actions: list[str], resources: list[str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=[f"{service}:{action}" for action in actions], resources=resources)
