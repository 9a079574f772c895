"""Both APIs on a port of their own: on AWS an address is a bare host, and that is what SDKs are told."""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import hypercorn.asyncio

REPORTS = "/v1/reports/"
Scope = dict[str, Any]
Application = Callable[[Scope, Any, Any], Awaitable[None]]


def repair() -> None:
    """Serve the APIs FRONT_API and, below REPORTS, REPORTS_API at the root of the port FRONT_PORT as well.

    Stock: an API answers below /_aws/execute-api/ID/STAGE only, or by host names that Python cannot resolve.
    """
    port = int(os.environ.pop("FRONT_PORT"))
    apis = {REPORTS: os.environ.pop("REPORTS_API"), "/": os.environ.pop("FRONT_API")}
    serve = hypercorn.asyncio.serve

    async def serve_both(application: Application, config: Any, **options: Any) -> None:
        config.bind.append(f"{os.environ['BIND_HOST']}:{port}")
        await serve(lead_to_apis(application, port, apis), config, **options)

    hypercorn.asyncio.serve = serve_both


def lead_to_apis(application: Application, port: int, apis: Mapping[str, str]) -> Application:
    """The application; a request that came in at `port` is one to the API of its path's beginning."""

    async def answer(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["server"][1] == port:
            api = apis[REPORTS if scope["path"].startswith(REPORTS) else "/"]
            base = f"/_aws/execute-api/{api}/$default"
            raw_path = base.encode() + scope["raw_path"]
            scope = {**scope, "path": base + scope["path"], "raw_path": raw_path}
        await application(scope, receive, send)

    return answer
