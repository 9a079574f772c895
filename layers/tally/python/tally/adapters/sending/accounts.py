"""Who may log in, as Cognito knows them: the members of each role's group."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tally.adapters.aws.errors import aws_errors
from tally.domain.answering.caller import Caller, Role


@dataclass(frozen=True, slots=True)
class CognitoAccounts:
    """See ports.scheduling.Accounts. The client is made when accounts are asked for: who saves no schedule
    waits for none.
    """

    cognito: Callable[[], Any]  # its stubs are not among our dependencies
    pool: str

    def __call__(self) -> Sequence[Caller]:
        """See Accounts."""
        groups: dict[str, set[str]] = {}
        emails: dict[str, str | None] = {}
        for role in Role:
            for user in self._list_members(role):
                told = {each["Name"]: each["Value"] for each in user.get("Attributes", [])}
                subject = told.get("sub", user["Username"])
                is_verified = told.get("email_verified", "").lower() == "true"
                emails[subject] = told.get("email") if is_verified else None
                groups.setdefault(subject, set()).add(role)
        return [
            Caller(subject, frozenset(of_one), emails[subject]) for subject, of_one in sorted(groups.items())
        ]

    def _list_members(self, role: Role) -> Iterator[dict[str, Any]]:
        with aws_errors(f"list the accounts of {role}"):
            pages = (
                self.cognito()
                .get_paginator("list_users_in_group")
                .paginate(UserPoolId=self.pool, GroupName=role)
            )
            yield from (user for page in pages for user in page["Users"] if user.get("Enabled", True))
