"""The page: static files and the reports API as one origin, and the client by which a browser logs in."""

from collections.abc import Sequence
from pathlib import Path

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_certificatemanager as certificates
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_cognito as cognito
from constructs import Construct

from infra.constructs.page_headers import PageHeaders
from infra.constructs.private_bucket import PrivateBucket
from infra.constructs.reasons import accept
from infra.constructs.staff import Staff
from infra.stage import Stage

PATHS = Path(__file__).with_name("page_paths.js")

API_STAGE = "api"
"""Named as the path before its routes: CloudFront passes /api/v1/reports/funnel on as it is."""

TOKEN = Duration.hours(1)
LOGGED_IN = Duration.days(7)
"""After this long somebody types the password again; whoever is taken out of the pool is out within TOKEN."""

_TLS_1_2 = cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021
_ANY_METHOD = cloudfront.AllowedMethods.ALLOW_ALL


class Page(Construct):
    """A bucket behind CloudFront. Nothing of it is cached but what lies under a name made of its content."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage, staff: Staff) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self.bucket = PrivateBucket(self, "Files", removal_policy=stage.removal_of_data)
        accept(
            self.bucket,
            "AwsSolutions-S1",
            "It holds the page's own files, the same for everybody; what is asked stands in the API's log.",
        )
        self._headers = PageHeaders(self, "Headers", login_url=staff.login_url)
        files = origins.S3BucketOrigin.with_origin_access_control(self.bucket)
        self.distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment="Tally's page",
            default_root_object="index.html",
            default_behavior=self._serve(
                files, cloudfront.CachePolicy.CACHING_DISABLED, self._lead_strays(stage)
            ),
            additional_behaviors={"/assets/*": self._serve(files, cloudfront.CachePolicy.CACHING_OPTIMIZED)},
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            minimum_protocol_version=_TLS_1_2 if stage.page_certificate else None,
            domain_names=[stage.page_domain] if stage.page_domain else None,
            certificate=self._find_certificate(),
        )
        _accept_findings(self.distribution, stage)
        self.url = self._name_origin()
        self.client = _add_client(self, staff, f"{self.url}/")

    def add_api(self, api: http.HttpApi) -> None:
        """Serve the stage API_STAGE of an API below /api/, with the log-in that the browser sends."""
        self.distribution.add_behavior(
            f"/{API_STAGE}/*",
            self._locate_api(api),
            viewer_protocol_policy=self._protocol,
            allowed_methods=_ANY_METHOD,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            response_headers_policy=self._headers,
        )

    @property
    def _protocol(self) -> cloudfront.ViewerProtocolPolicy:
        policy = cloudfront.ViewerProtocolPolicy
        return policy.ALLOW_ALL if self._stage.is_emulator else policy.REDIRECT_TO_HTTPS

    def _lead_strays(self, stage: Stage) -> list[cloudfront.FunctionAssociation]:
        """Who types a path that is no file is led into the page.

        Error pages of CloudFront would be those of the API, too, and take the place of its problems. In the
        emulator those paths are the collectors'.
        """
        if stage.is_emulator:
            return []
        function = cloudfront.Function(
            self,
            "Paths",
            comment="Leads paths that are no file into Tally's page",
            code=cloudfront.FunctionCode.from_file(file_path=str(PATHS)),
            runtime=cloudfront.FunctionRuntime.JS_2_0,
        )
        return [
            cloudfront.FunctionAssociation(
                function=function, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
            )
        ]

    def _serve(
        self,
        origin: cloudfront.IOrigin,
        cache: cloudfront.ICachePolicy,
        functions: Sequence[cloudfront.FunctionAssociation] = (),
    ) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=origin,
            viewer_protocol_policy=self._protocol,
            cache_policy=cache,
            response_headers_policy=self._headers,
            function_associations=[*functions],
            compress=True,
        )

    def _locate_api(self, api: http.HttpApi) -> cloudfront.IOrigin:
        """Where the API answers: in the emulator below a path, for its CloudFront reaches no AWS host."""
        if not self._stage.is_emulator:
            domain = f"{api.api_id}.execute-api.{api.stack.region}.{api.stack.url_suffix}"
            return origins.HttpOrigin(domain)
        return origins.HttpOrigin(
            "localhost",
            http_port=self._stage.aws_port,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTP_ONLY,
            origin_path=f"/_aws/execute-api/{api.api_id}",
        )

    def _find_certificate(self) -> certificates.ICertificate | None:
        if not self._stage.page_certificate:
            return None
        return certificates.Certificate.from_certificate_arn(
            self, "Certificate", self._stage.page_certificate
        )

    def _name_origin(self) -> str:
        """The page's address without a slash at its end."""
        if self._stage.is_emulator:
            return self._stage.front_endpoint
        return f"https://{self._stage.page_domain or self.distribution.distribution_domain_name}"


def _add_client(page: Page, staff: Staff, address: str) -> cognito.CfnUserPoolClient:
    """The page as a client of the user pool: code and PKCE, no secret, and no password in its hands."""
    return cognito.CfnUserPoolClient(
        page,
        "Client",
        user_pool_id=staff.pool.user_pool_id,
        client_name="tally-page",
        generate_secret=False,
        allowed_o_auth_flows_user_pool_client=True,
        allowed_o_auth_flows=["code"],
        allowed_o_auth_scopes=["openid", "email"],
        callback_ur_ls=[address],
        logout_ur_ls=[address],
        supported_identity_providers=["COGNITO"],
        explicit_auth_flows=["ALLOW_REFRESH_TOKEN_AUTH"],
        prevent_user_existence_errors="ENABLED",
        enable_token_revocation=True,
        id_token_validity=TOKEN.to_minutes(),
        access_token_validity=TOKEN.to_minutes(),
        refresh_token_validity=LOGGED_IN.to_days(),
        token_validity_units={"idToken": "minutes", "accessToken": "minutes", "refreshToken": "days"},
    )


def _accept_findings(distribution: cloudfront.Distribution, stage: Stage) -> None:
    accept(
        distribution,
        "AwsSolutions-CFR1",
        "Staff travel: who logs in counts, not from which country.",
    )
    accept(
        distribution,
        "AwsSolutions-CFR2",
        "A firewall costs more a month than all of Tally; the files are public, the API asks for a log-in.",
    )
    accept(
        distribution,
        "AwsSolutions-CFR3",
        "Its files are the same for everybody; what is asked stands in the API's log.",
    )
    if not stage.page_certificate:
        accept(
            distribution,
            "AwsSolutions-CFR4",
            "CloudFront's own certificate allows no other choice; with page_domain it is TLS 1.2 at least.",
        )
    if stage.is_emulator:
        accept(distribution, "AwsSolutions-CFR5", "The emulator speaks no TLS, and all of it is one machine.")
