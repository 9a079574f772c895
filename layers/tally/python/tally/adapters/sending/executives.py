"""The executives, as Cognito knows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tally.adapters.aws.errors import aws_errors

GROUP = "executives"


@dataclass(frozen=True, slots=True)
class CognitoExecutives:
    """See ports.sending.Executives: who may log in, in the group of that name."""

    cognito: Any  # its stubs are not among our dependencies
    pool: str

    def __call__(self) -> Sequence[str]:
        """See Executives."""
        with aws_errors(f"list the {GROUP}"):
            pages = self.cognito.get_paginator("list_users_in_group").paginate(
                UserPoolId=self.pool, GroupName=GROUP
            )
            users = [user for page in pages for user in page["Users"] if user.get("Enabled", True)]
        found = [
            attribute["Value"]
            for user in users
            for attribute in user.get("Attributes", [])
            if attribute["Name"] == "email"
        ]
        return sorted(found)
