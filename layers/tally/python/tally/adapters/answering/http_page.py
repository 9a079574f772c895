"""API Gateway's HTTP API, payload format 2.0: a published file is asked for, and sent as it lies."""

import base64
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tally.domain.errors import BadQuestion
from tally.domain.page.page_file import PageFile

CATALOG, VALUES = "GET /v1/catalog", "GET /v1/catalog/values"


@dataclass(frozen=True, slots=True)
class FileCall:
    """Which file; `known_build`: of which one the caller has."""

    name: str
    known_build: str | None
    takes_gzip: bool


def read_file_call(event: Mapping[str, Any]) -> FileCall:
    """The call in an event."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    known = headers.get("if-none-match", "").removeprefix("W/").strip('"')
    takes_gzip = "gzip" in headers.get("accept-encoding", "")
    parts = event["pathParameters"]
    name = f"{parts['folder']}/{parts['name']}" if "folder" in parts else parts["name"]
    return FileCall(name, known or None, takes_gzip)


def read_wanted_values(event: Mapping[str, Any]) -> tuple[str, str, str]:
    """Of which event and property, and how they begin. BadQuestion where one is not said."""
    asked = event.get("queryStringParameters") or {}
    if not asked.get("event") or not asked.get("property"):
        raise BadQuestion("Say of what: ?event=Order Completed&property=coupon, and &prefix= if you like")
    return asked["event"], asked["property"], asked.get("prefix", "")


def reply_file(file: PageFile, call: FileCall) -> dict[str, Any]:
    """200 with the file, or 304. A browser asks each time, and mostly hears that nothing is new."""
    headers = {
        "etag": f'"{file.build}"',
        "cache-control": "private, no-cache",
        "vary": "accept-encoding",
        "x-content-type-options": "nosniff",
        "strict-transport-security": "max-age=31536000",
    }
    if file.body is None:
        return {"statusCode": 304, "headers": headers, "body": "", "isBase64Encoded": False}
    headers["content-type"] = "application/json"
    if not call.takes_gzip:
        text = gzip.decompress(file.body).decode()
        return {"statusCode": 200, "headers": headers, "body": text, "isBase64Encoded": False}
    headers["content-encoding"] = "gzip"
    body = base64.b64encode(file.body).decode()
    return {"statusCode": 200, "headers": headers, "body": body, "isBase64Encoded": True}
