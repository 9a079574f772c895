"""Both APIs and the page on a port of their own: on AWS an address is a bare host, and that is what SDKs and
browsers are told.
"""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import hypercorn.asyncio
from ministack.services import cloudfront

OF_REPORTS = tuple(
    f"/v1/{room}"
    for room in (
        *("reports/", "published/", "catalog", "exports"),
        *("saved", "cohorts", "dashboards", "schedules"),
    )
)
PAGE_PATHS = ("/api/", "/assets/")
PAGE_FILES = ("/", "/index.html", "/config.json", "/favicon.ico")
ICON = "/favicon.ico"
"""Browsers ask for it beside the log-in page; stock takes it for a bucket, and they log a 404."""
PAGE_MARK = "<Comment>Tally's page</Comment>"
"""By which our distribution is told from others: infra gives it this comment."""

Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Apis:
    """Ids of the two APIs."""

    front: str
    reports: str


def repair() -> None:
    """Serve the APIs FRONT_API and, below OF_REPORTS, REPORTS_API at the root of the port FRONT_PORT as well,
    and the page where browsers ask for it.

    Stock: an API answers below /_aws/execute-api/ID/STAGE only, or by host names that Python cannot resolve;
    a distribution by a host name that is drawn anew with each.
    """
    port = int(os.environ.pop("FRONT_PORT"))
    apis = Apis(os.environ.pop("FRONT_API"), os.environ.pop("REPORTS_API"))
    serve = hypercorn.asyncio.serve

    async def serve_both(application: Application, config: Any, **options: Any) -> None:
        config.bind.append(f"{os.environ['BIND_HOST']}:{port}")
        await serve(lead_to_apis(application, port, apis), config, **options)

    hypercorn.asyncio.serve = serve_both


def lead_to_apis(application: Application, port: int, apis: Apis) -> Application:
    """The application; a request that came in at `port` is one to the page, or to the API of its path's
    beginning.
    """

    async def answer(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["server"][1] == port:
            scope = _lead_to_page(scope) if _is_of_page(scope["path"]) else _lead_to_api(scope, apis)
        elif scope["type"] == "http" and scope["path"] == ICON:
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await application(scope, receive, send)

    return answer


def _lead_to_api(scope: Scope, apis: Apis) -> Scope:
    api = apis.reports if scope["path"].startswith(OF_REPORTS) else apis.front
    base = f"/_aws/execute-api/{api}/$default"
    return {**scope, "path": base + scope["path"], "raw_path": base.encode() + scope["raw_path"]}


def _is_of_page(path: str) -> bool:
    return path in PAGE_FILES or path.startswith(PAGE_PATHS)


def _lead_to_page(scope: Scope) -> Scope:
    """The same request to our distribution's own host; as it is while there is none."""
    hosts = [
        each["DomainName"]
        for each in list(cloudfront._distributions._data.values())
        if PAGE_MARK in each["config_xml"]
    ]
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {**scope, "headers": [*headers, (b"host", hosts[0].encode())]} if hosts else scope
