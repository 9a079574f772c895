"""The HTTP APIs open what docs/reference/openapi.yaml and reports-openapi.json name, and no more."""

import json
from collections import defaultdict

from tally.domain.reports.written.kinds import KINDS

from tests.contract import contract_methods
from tests.infra.synthesis import ROOT, Deployment

REPORTS = json.loads((ROOT / "docs/reference/reports-openapi.json").read_text())["paths"]


def report_methods() -> dict[str, set[str]]:
    """Path -> its methods; each kind of report is one route."""
    found = defaultdict(set)
    for path, item in REPORTS.items():
        route = "/v1/reports/{kind}" if path.removeprefix("/v1/reports/") in KINDS else path
        found[route] |= {name.upper() for name in item if name != "parameters"}
    return dict(found)


def test_the_gateway_opens_what_the_contract_names(on_aws: Deployment) -> None:
    opened = defaultdict(set)
    for route in on_aws.pipeline.properties("AWS::ApiGatewayV2::Route"):
        if route["RouteKey"] != "$default":
            method, _, path = route["RouteKey"].partition(" ")
            opened[path].add(method)
    assert contract_methods() | report_methods() == opened
