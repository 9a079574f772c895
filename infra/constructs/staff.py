"""Who may log in: the people of the shop, in groups that are their roles."""

from aws_cdk import Aws, Duration, Stack
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.constructs.reasons import accept
from infra.stage import Stage

ROLES = {
    "everybody": "Asks reports; sees numbers, not persons",
    "executives": "As everybody",
    "administrators": "As everybody",
}
"""Group -> what it is for. Which of them may list persons: `persons_for` in tally.toml."""

_DAY = Duration.days(1)
LOGIN_NAME = "tally"


class Staff(Construct):
    """A user pool to which only an administrator adds somebody, and the client that programs log in by."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self.pool = cognito.UserPool(
            self,
            "Pool",
            user_pool_name="tally",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
            ),
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            removal_policy=stage.removal_of_data,
        )
        for role, description in ROLES.items():
            cognito.CfnUserPoolGroup(
                self,
                role.capitalize(),
                user_pool_id=self.pool.user_pool_id,
                group_name=role,
                description=description,
            )
        # A secret would lie in a page or on a laptop. No password in plain but by who may call Cognito's
        # AdminInitiateAuth with rights of this account.
        self.client = self.pool.add_client(
            "Client",
            user_pool_client_name="tally-reports",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(user_srp=True, admin_user_password=True),
            disable_o_auth=True,
            prevent_user_existence_errors=True,
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=_DAY,
        )
        accept(
            self.pool,
            "AwsSolutions-COG2",
            "Each person sets a second factor; the shop makes it a must once all have one.",
        )
        accept(
            self.pool,
            "AwsSolutions-COG8",
            "Risk scoring is a paid plan of Cognito's, priced by the person: the shop's choice.",
        )

        # The name before AWS's domain, of which there is one in a region.
        self.pool.add_domain(
            "LogIn",
            cognito_domain=cognito.CognitoDomainOptions(domain_prefix=f"{LOGIN_NAME}-{Aws.ACCOUNT_ID}"),
        )

    @property
    def login_url(self) -> str:
        """Where the hosted log-in and the tokens are; the emulator has them at its own address."""
        if self._stage.is_emulator:
            return self._stage.aws_endpoint
        region = Stack.of(self).region
        return f"https://{LOGIN_NAME}-{Aws.ACCOUNT_ID}.auth.{region}.amazoncognito.com"

    @property
    def issuer(self) -> str:
        """Who signs its tokens; the pool's own attribute for it fails on the emulator."""
        return f"https://cognito-idp.{Stack.of(self).region}.amazonaws.com/{self.pool.user_pool_id}"
