"""The HTTP API: which path of which protocol goes to which collector."""

from collections.abc import Mapping

from aws_cdk import Tags
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_apigatewayv2_integrations as integrations
from constructs import Construct

from infra.constructs.api_stage import open_stage
from infra.constructs.reasons import accept
from infra.constructs.tally_function import TallyFunction
from infra.stage import Stage

POST = http.HttpMethod.POST
GET = http.HttpMethod.GET
EVENT_ROUTES: Mapping[str, list[http.HttpMethod]] = {
    "/v1/events": [POST],
    "/track": [POST, GET],
    "/engage": [POST, GET],
    "/groups": [POST, GET],
    "/import": [POST, GET],
    "/v1/track": [POST],
    "/v1/identify": [POST],
    "/v1/page": [POST],
    "/v1/screen": [POST],
    "/v1/group": [POST],
    "/v1/alias": [POST],
    "/v1/batch": [POST],
}
WITNESS_ROUTES: Mapping[str, list[http.HttpMethod]] = {"/w": [POST], "/w.js": [GET]}

# The account's own limit is 10,000 requests a second over all its APIs: one flood must not use it up.
REQUESTS_PER_SECOND = 2000
BURST = 4000
# /import: batches of up to 2,000 events, sent by servers, which do wait. Not $default: Mixpanel's browser and
# mobile SDKs end their paths with a slash, which no route can name; Segment's one-letter routes, settings
# and preflights take it as well.
SLOW_ROUTE_PER_SECOND = 200
STABLE_ID = "7a117a11"


class FrontDoor(Construct):
    """Open to the world: a write key in each request is what the collectors check."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: Stage,
        collector: TallyFunction,
        witness: TallyFunction,
    ) -> None:
        super().__init__(scope, construct_id)
        self.api = http.HttpApi(
            self,
            "Api",
            api_name="tally",
            description="Tally's collectors",
            create_default_stage=False,
        )  # without CORS settings: the collectors answer browsers (decision 0008)
        if stage.is_emulator:
            Tags.of(self.api).add("ms-custom-id", STABLE_ID)  # the same URL after every deployment
        routes = [
            *self._add_routes(collector, EVENT_ROUTES),
            *self._add_routes(witness, WITNESS_ROUTES),
            self._add_fallback(collector),
        ]
        self._open_stage(routes)
        accept(
            self,
            "AwsSolutions-APIG4",
            "Analytics SDKs can neither sign requests nor get tokens: the collectors check a write key.",
        )

    def _add_routes(
        self, function: TallyFunction, routes: Mapping[str, list[http.HttpMethod]]
    ) -> list[http.HttpRoute]:
        integration = integrations.HttpLambdaIntegration(function.verb_noun, function.function)
        return [
            route
            for path, methods in routes.items()
            for route in self.api.add_routes(path=path, methods=methods, integration=integration)
        ]

    def _add_fallback(self, function: TallyFunction) -> http.HttpRoute:
        return http.HttpRoute(
            self,
            "Fallback",
            http_api=self.api,
            route_key=http.HttpRouteKey.DEFAULT,
            integration=integrations.HttpLambdaIntegration("fallback", function.function),
        )

    def _open_stage(self, routes: list[http.HttpRoute]) -> None:
        throttle = http.ThrottleSettings(rate_limit=REQUESTS_PER_SECOND, burst_limit=BURST)
        stage, template = open_stage(self, self.api, "tally-http-api", throttle)
        slow = {"ThrottlingRateLimit": SLOW_ROUTE_PER_SECOND, "ThrottlingBurstLimit": SLOW_ROUTE_PER_SECOND}
        template.route_settings = {"POST /import": slow, "GET /import": slow}
        for route in routes:  # settings of a route that is not there yet fail the deployment
            stage.node.add_dependency(route)
