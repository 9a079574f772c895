"""The page of a deployed Tally: what it must know of its deployment, and its files brought up to date."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cli.checkout_version import name_version
from cli.page_upload import upload_release
from cli.web_release import read_release

if TYPE_CHECKING:
    from cli.clients import Endpoint


def put_page(endpoint: "Endpoint") -> str:
    """Upload what of web/ changed; the page's address."""
    outputs = endpoint.outputs
    url = endpoint.page_url
    upload_release(endpoint.client("s3"), outputs["PageBucket"], read_release(), write_config(outputs))
    return url


def write_config(outputs: Mapping[str, str]) -> dict[str, str]:
    """config.json: all that differs between deployments of the same files. Nothing of it is secret."""
    login, settings = outputs["LoginUrl"], json.loads(outputs["Settings"])
    return {
        "authorize_url": f"{login}/oauth2/authorize",
        "token_url": f"{login}/oauth2/token",
        "logout_url": f"{login}/logout",
        "client_id": outputs["PageClient"],
        "redirect_uri": f"{outputs['PageUrl']}/",
        "scopes": "openid email",
        "zone": outputs["Timezone"],
        "currency": settings["currency"],
        "language": settings["language"],
        "version": name_version(),
    }
