"""Accepts a finding of the security checks (cdk-nag), never without its reason."""

from collections.abc import Iterable
from typing import Any

from aws_cdk import Acknowledgment, Stack, Validations
from constructs import IConstruct


def accept(construct: IConstruct, rule: str, reason: str) -> None:
    """Accept one finding, such as `AwsSolutions-S1`, on this construct and what is below it."""
    Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=reason))


def accept_resources(construct: IConstruct, resources: Iterable[str], reason: str) -> None:
    """Accept the `*` in these resource names in the policies of this construct."""
    stack = Stack.of(construct)
    for resource in resources:
        if "*" in resource:
            accept(construct, f"AwsSolutions-IAM5[Resource::{_spell_value(stack.resolve(resource))}]", reason)


def _spell_value(value: Any) -> str:
    """A resolved value as cdk-nag spells it: its findings are told apart by this text."""
    match value:
        case str():
            return value
        case {"Fn::Join": [separator, [*parts]]}:
            return str(separator).join(_spell_value(part) for part in parts)
        case {"Fn::GetAtt": [name, attribute]}:
            return f"<{name}.{attribute}>"
        case {"Ref": name}:
            return f"<{name}>"
        case {"Fn::ImportValue": name}:
            return str(name)
    raise TypeError(f"cdk-nag's spelling of {value} is not known here")
