"""An HTTP request as the collectors see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_plus


@dataclass(frozen=True, slots=True)
class Request:
    """What API Gateway handed over.

    `path` has no trailing slash, header names are lower case, `query` is raw. `body` is text, or base64 text
    when `is_base64`. `received_at_ms` is UTC epoch milliseconds.
    """

    request_id: str
    received_at_ms: int
    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    is_base64: bool = False
    ip: str = ""
    user_agent: str = ""


def parameter_of(query: str, name: str) -> str:
    """One parameter of a raw query string, decoded; empty when it is not there."""
    for parameter in query.split("&"):
        key, _, value = parameter.partition("=")
        if key == name:
            return unquote_plus(value)
    return ""
