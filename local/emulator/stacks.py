"""CloudFormation: types that change nothing a local run needs, and would make it refuse the whole deploy."""

from typing import Any

from ministack.services.cloudformation import provisioners

INERT_TYPES = (
    "AWS::Athena::NamedQuery",
    "AWS::Budgets::Budget",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::Logs::QueryDefinition",
    "AWS::SecretsManager::ResourcePolicy",
    "AWS::SecretsManager::RotationSchedule",
    "AWS::SQS::QueueInlinePolicy",
)


def repair() -> None:
    """AWS makes these resources. Stock: "Unrecognized resource types"; here they are named and do nothing."""
    for resource_type in INERT_TYPES:
        provisioners._RESOURCE_HANDLERS.setdefault(
            resource_type, {"create": _create_nothing, "delete": _delete_nothing}
        )


def _create_nothing(
    logical_id: str, _properties: dict[str, Any], stack_name: str
) -> tuple[str, dict[str, Any]]:
    return f"{stack_name}-{logical_id}", {}


def _delete_nothing(_physical_id: str, _properties: dict[str, Any]) -> None:
    """Nothing was made, so nothing is left to remove."""
