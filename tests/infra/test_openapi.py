"""The HTTP API opens what docs/reference/openapi.yaml names, and no more."""

from collections import defaultdict

from tests.contract import contract_methods
from tests.infra.synthesis import Deployment

REPORT_PATHS = {"/v1/reports/{kind}", "/v1/reports/answers/{id}", "/v1/published/{name}"}
"""Theirs is docs/reference/reports-openapi.json."""


def test_the_gateway_opens_what_the_contract_names(on_aws: Deployment) -> None:
    opened = defaultdict(set)
    for route in on_aws.pipeline.properties("AWS::ApiGatewayV2::Route"):
        if route["RouteKey"] != "$default":
            method, _, path = route["RouteKey"].partition(" ")
            opened[path].add(method)
    assert contract_methods() == {path: opened[path] for path in opened.keys() - REPORT_PATHS}
    assert opened.keys() & REPORT_PATHS == REPORT_PATHS
