"""Names of Glue's resources, as policies want them."""

from aws_cdk import Stack
from constructs import Construct


def name_glue_resources(scope: Construct, *resources: str) -> list[str]:
    """The ARNs of resources such as `catalog`, `database/lake` and `table/lake/*`."""
    return [Stack.of(scope).format_arn(service="glue", resource=resource) for resource in resources]
