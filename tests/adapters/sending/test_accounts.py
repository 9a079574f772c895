"""Who may log in, and whose address is theirs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tally.adapters.sending.accounts import CognitoAccounts
from tally.domain.answering.caller import Caller

POOL = "eu-west-1_shop"


def user(name: str, *, verified: str = "true", enabled: bool = True) -> dict[str, Any]:
    told = {"sub": name, "email": f"{name}@shop.example", "email_verified": verified}
    attributes = [{"Name": key, "Value": value} for key, value in told.items()]
    return {"Username": f"u-{name}", "Enabled": enabled, "Attributes": attributes}


class Cognito:
    """Pages of one user each, as the paginator of list_users_in_group gives them."""

    def __init__(self, groups: Mapping[str, Sequence[dict[str, Any]]]) -> None:
        self.groups = groups

    def get_paginator(self, name: str) -> "Cognito":
        assert name == "list_users_in_group"
        return self

    def paginate(self, **asked: str) -> Iterator[dict[str, Any]]:
        assert asked["UserPoolId"] == POOL
        return ({"Users": [each]} for each in self.groups.get(asked["GroupName"], ()))


def test_accounts_have_all_their_roles_and_only_a_verified_address() -> None:
    cognito = Cognito(
        {
            "everybody": [user("ada"), user("bo", verified="false"), user("gone", enabled=False)],
            "executives": [user("ada")],
        }
    )
    assert CognitoAccounts(lambda: cognito, POOL)() == [
        Caller("ada", frozenset({"everybody", "executives"}), "ada@shop.example"),
        Caller("bo", frozenset({"everybody"}), None),
    ]
