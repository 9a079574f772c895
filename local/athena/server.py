"""Athena's JSON protocol over HTTP."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from tally.adapters.aws.deployment import Place

from local.athena.clients import Emulator
from local.athena.errors import InvalidRequest, describe_own_fault
from local.athena.service import AthenaService
from local.inbox import inbox
from local.inbox.inbox import Inbox

DEFAULT_REGION = "us-east-1"
_NONE: Mapping[str, str] = MappingProxyType({})
_SCOPE = re.compile(r"Credential=[^/]+/\d{8}/([^/]+)/")


class AthenaServer(ThreadingHTTPServer):
    """Answers on 127.0.0.1 until shut down; `port` 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, aws_endpoint: str, emulator_log: Path | None = None) -> None:
        self.emulator = Emulator(aws_endpoint)
        self.service = AthenaService(self.emulator)
        super().__init__(("127.0.0.1", port), _Handler)
        place = Place(region=DEFAULT_REGION, aws_endpoint=aws_endpoint, athena_endpoint=self.url)
        self.inbox = Inbox(place, emulator_log)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: AthenaServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Health, or what arrived."""
        if self.path.startswith(inbox.PATH):
            self._show_inbox()
        else:
            self._answer(200, {"status": "ok"})

    def do_HEAD(self) -> None:
        """What GET says, without the body: `wait-on` and its like look so whether somebody is there."""
        self.do_GET()

    def do_OPTIONS(self) -> None:
        """A page of the app under test asks whether it may."""
        self.send_response(204)
        for name, value in inbox.CORS.items():
            self.send_header(name, value)
        self.end_headers()

    def do_POST(self) -> None:
        """One operation."""
        if self.path.startswith(inbox.PATH):
            self._show_inbox()
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        operation = self.headers.get("X-Amz-Target", "").removeprefix("AmazonAthena.")
        try:
            self._act(operation, body)
        except InvalidRequest as error:
            self._refuse(400, "InvalidRequestException", str(error), AthenaErrorCode=error.code)
        except ClientError as error:
            details = error.response["Error"]
            self._refuse(400, details["Code"], details["Message"])
        except (KeyError, ValueError) as error:
            self._refuse(400, "InvalidRequestException", f"{operation}: {error!r} is missing or malformed")
        except (BotoCoreError, OSError) as error:
            reason = f"The emulator at {self.server.emulator.url} does not answer: {error}"
            self._refuse(500, "InternalServerException", reason)
        except Exception as error:  # noqa: BLE001  (a connection that just ends tells nobody anything)
            self._refuse(400, "InvalidRequestException", describe_own_fault(error))

    def _act(self, operation: str, body: bytes) -> None:
        act = self.server.service.operations.get(operation)
        if act is None:
            status, headers, answer = self.server.emulator.forward(dict(self.headers), body)
            self._send(status, headers.get("Content-Type", "application/x-amz-json-1.1"), answer)
            return
        scope = _SCOPE.search(self.headers.get("Authorization", ""))
        self._answer(200, act(json.loads(body), scope[1] if scope else DEFAULT_REGION))

    def _show_inbox(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, answer = inbox.answer(self.server.inbox, self.path)
        self._send(status, "application/json", json.dumps(answer).encode(), inbox.CORS)

    def _refuse(self, status: int, kind: str, message: str, **more: str) -> None:
        self._answer(status, {"__type": kind, "message": message, "Message": message, **more})

    def _answer(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer, default=_to_plain).encode()
        self._send(status, "application/x-amz-json-1.1", body)

    def _send(self, status: int, kind: str, body: bytes, headers: Mapping[str, str] = _NONE) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: executions carry their own errors."""


def _to_plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{type(value).__name__} has no place in JSON")
