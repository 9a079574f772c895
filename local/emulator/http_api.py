"""HTTP API: compressed bodies, what a client sees of a failed handler, and metrics."""

from contextvars import ContextVar
from enum import IntEnum
from typing import Any

from ministack.services import apigateway, cloudwatch, lambda_svc

_body: ContextVar[bytes] = ContextVar("body", default=b"")


class _Proxy(IntEnum):
    """Places of the arguments of ministack's `_invoke_lambda_proxy`."""

    API = 1
    METHOD = 4
    BODY = 6


class _InScope(IntEnum):
    """And of its `_handle_execute_in_scope`."""

    API = 0
    METHOD = 3


def repair() -> None:
    """Apply every repair of this module."""
    _keep_binary_bodies()
    _hide_errors()
    _pass_preflights_on()
    _count_requests()


def _keep_binary_bodies() -> None:
    """A body that is no UTF-8 text reaches the function in base64, whatever its Content-Type says.

    Stock: gzip sent as application/json is decoded with replacement characters, which destroys it.
    """
    invoke, is_text = apigateway._invoke_lambda_proxy, apigateway._v2_request_body_is_text

    async def invoke_with_body(*args: Any, **kwargs: Any) -> Any:
        _body.set(args[_Proxy.BODY] or b"")
        return await invoke(*args, **kwargs)

    def is_utf8_text(content_type: str | None) -> bool:
        return bool(is_text(content_type)) and _is_utf8(_body.get())

    apigateway._invoke_lambda_proxy = invoke_with_body
    apigateway._v2_request_body_is_text = is_utf8_text


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _hide_errors() -> None:
    """AWS answers 500 with a fixed message when the handler raised. Stock: 502 with the error itself."""
    shape = lambda_svc.lambda_execute_result_to_api_proxy_response

    def shape_or_500(answer: dict[str, Any]) -> tuple[dict[str, Any] | None, str | None]:
        if answer.get("error") and not answer.get("throttle"):
            headers = {"Content-Type": "application/json"}
            return {
                "statusCode": 500,
                "headers": headers,
                "body": '{"message":"Internal Server Error"}',
            }, None
        shaped: tuple[dict[str, Any] | None, str | None] = shape(answer)
        return shaped

    lambda_svc.lambda_execute_result_to_api_proxy_response = shape_or_500


def _count_requests() -> None:
    """AWS counts an API's requests, and those answered with 4xx and 5xx. Stock: no metrics of APIs."""
    invoke = apigateway._invoke_lambda_proxy

    async def invoke_and_count(*args: Any, **kwargs: Any) -> Any:
        answer = await invoke(*args, **kwargs)
        status = int(answer[0])
        dimensions = {"ApiId": args[_Proxy.API]}
        for name, counts in (("Count", True), ("4xx", 400 <= status < 500), ("5xx", status >= 500)):
            cloudwatch.record_metric("AWS/ApiGateway", name, int(counts), "Count", dimensions)
        return answer

    apigateway._invoke_lambda_proxy = invoke_and_count


def _pass_preflights_on() -> None:
    """An API without CORS settings treats OPTIONS like any other method. Stock: answers 403 itself."""
    handle, invoke = apigateway._handle_execute_in_scope, apigateway._invoke_lambda_proxy

    async def handle_any(*args: Any, **kwargs: Any) -> Any:
        positional = list(args)
        settings = apigateway._apis.get(args[_InScope.API], {}).get("corsConfiguration")
        if args[_InScope.METHOD] == "OPTIONS" and not settings:
            positional[_InScope.METHOD] = "options"  # which ministack does not recognise
        return await handle(*positional, **kwargs)

    async def invoke_as_sent(*args: Any, **kwargs: Any) -> Any:
        positional = list(args)
        positional[_Proxy.METHOD] = args[_Proxy.METHOD].upper()
        return await invoke(*positional, **kwargs)

    apigateway._handle_execute_in_scope = handle_any
    apigateway._invoke_lambda_proxy = invoke_as_sent
