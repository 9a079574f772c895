"""Somebody of each role who can log in to the Tally of this machine. On AWS a person adds people."""

from contextlib import suppress
from typing import TYPE_CHECKING

from tally.domain.answering.caller import Role
from tally.domain.errors import Misconfigured

if TYPE_CHECKING:
    from cli.clients import Endpoint

PASSWORD = "Flash-sale-2026"  # noqa: S105 - printed for whoever sits at this machine
DOMAIN = "demo.example"
ACCOUNTS = {role: f"{role}@{DOMAIN}" for role in Role}


def add_demo_accounts(endpoint: "Endpoint") -> None:
    """Make one for each role; who is there already keeps the account and gets the password again."""
    if endpoint.aws_endpoint is None:
        raise Misconfigured(
            "The demo's accounts are for the Tally of this machine: their password is no secret"
        )
    cognito, pool = endpoint.client("cognito-idp"), endpoint.outputs["UserPool"]
    for role, name in ACCOUNTS.items():
        attributes = [{"Name": "email", "Value": name}, {"Name": "email_verified", "Value": "true"}]
        with suppress(cognito.exceptions.UsernameExistsException):
            cognito.admin_create_user(
                UserPoolId=pool, Username=name, UserAttributes=attributes, MessageAction="SUPPRESS"
            )
        cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password=PASSWORD, Permanent=True)
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=name, GroupName=role)


def tell_accounts() -> str:
    """The accounts and their password, in a line."""
    return f"{'@, '.join(ACCOUNTS)}@{DOMAIN}, password {PASSWORD}"
