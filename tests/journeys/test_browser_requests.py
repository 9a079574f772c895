"""What a browser asks of the deployed API, before and when it posts: a missing header loses its events."""

import base64
import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPMessage
from urllib.parse import urlsplit

import pytest

from cli.clients import Endpoint

ORIGINS = ("https://shop.example", "http://127.0.0.1:8080", "capacitor://localhost", "null")
PATHS = ("/track/", "/engage/", "/groups/", "/import", "/flags/", "/record/", "/v1/t", "/v1/batch", "/w")


def ask(
    tally: Endpoint, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None
) -> tuple[int, bytes, HTTPMessage]:
    """Status, body and headers; no client in between that adds or joins headers."""
    url = urlsplit(tally.url)
    connection = HTTPConnection(str(url.hostname), url.port, timeout=30)
    connection.request(method, url.path + path, body, dict(headers))
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content, answer.headers


def assert_readable_from(origin: str, headers: HTTPMessage) -> None:
    """The origin exactly, once, with credentials, and no cache that serves it to another origin."""
    assert headers.get_all("access-control-allow-origin") == [origin]
    assert headers.get_all("access-control-allow-credentials") == ["true"]
    assert headers.get_all("vary") == ["Origin"]


@pytest.mark.parametrize("path", PATHS)
def test_a_preflight_gets_all_that_it_asks_for(emulator: Endpoint, path: str) -> None:
    wanted = "authorization,content-type,anonymousid,sentat,x-retry-count,traceparent,x-of-the-page"
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": wanted}
    for origin in ORIGINS:
        status, _, headers = ask(emulator, "OPTIONS", path, {"Origin": origin, **asked})
        assert status == 204
        assert_readable_from(origin, headers)
        assert headers["access-control-allow-headers"] == wanted
        assert headers["access-control-allow-methods"] == "GET, POST, OPTIONS"
        assert headers["access-control-max-age"] == "86400"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/track/?verbose=1&ip=1&_=1795290800797", b"data=bm90IGpzb24=", 200),
        ("/v1/t", b"{}", 401),
        ("/v1/events", b"[]", 401),
        ("/nowhere", b"", 404),
        ("/track/", b"x" * (4 * 1024 * 1024 + 1), 413),
    ],
)
def test_refusals_can_be_read_too(emulator: Endpoint, path: str, body: bytes, status: int) -> None:
    answered, _, headers = ask(emulator, "POST", path, {"Origin": ORIGINS[0]}, body)
    assert answered == status
    assert_readable_from(ORIGINS[0], headers)
    assert headers["access-control-expose-headers"] == "Retry-After"


def test_a_beacon_an_image_and_a_script(emulator: Endpoint) -> None:
    event = {"event": "Page Viewed", "properties": {"token": emulator.write_key, "distinct_id": "u-1"}}
    data = base64.urlsafe_b64encode(json.dumps(event).encode()).decode().rstrip("=")
    beacon = {"Origin": ORIGINS[0], "Content-Type": "text/plain;charset=UTF-8"}
    status, content, headers = ask(emulator, "POST", "/track/?verbose=1", beacon, f"data={data}".encode())
    assert (status, json.loads(content)) == (200, {"status": 1, "error": None})
    assert_readable_from(ORIGINS[0], headers)

    _, content, headers = ask(emulator, "GET", f"/track/?img=1&data={data}", {})
    assert (headers["content-type"], content[:6]) == ("image/gif", b"GIF89a")
    _, content, headers = ask(emulator, "GET", f"/track/?callback=done&data={data}", {})
    assert (headers["content-type"], content) == ("text/javascript; charset=utf-8", b"/**/done(1);")
    assert headers["x-content-type-options"] == "nosniff"
