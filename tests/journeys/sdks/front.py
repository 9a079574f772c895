"""Stands before the deployed API under a host name of its own, as on AWS, and can break one request.

Every SDK posts to a front: plain or TLS, without the stage's path. OPTIONS and questions are never broken.
"""

import asyncio
import gzip
import ssl
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.journeys.sdks.faults import REFUSALS, Fault

ANSWER_TIMEOUT_S = 60
GZIP = b"\x1f\x8b"
EVENTS, PROFILES = "events", "profiles"
_CARRY = {"/track": EVENTS, "/v1/": EVENTS, "/engage": PROFILES, "/groups": PROFILES}
_ASK = "/v1/projects/"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as it came, unzipped, and the status Tally gave; None where a fault kept it from Tally."""

    method: str
    path: str
    status: int | None
    body: bytes
    broken: str | None = None
    """What it carried, where the fault was at this request: EVENTS or PROFILES."""


@dataclass(slots=True)
class Front:
    """One listening port. `exchanges` grows as requests are answered."""

    upstream: str
    fault: Fault | None = None
    break_over_bytes: int = 0
    url: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    _has_broken: set[str] = field(default_factory=set)

    def breaks(self, method: str, path: str, body: bytes) -> str | None:
        """What this request carries, if the fault is for it: the first of events, and of profiles.

        `break_over_bytes` is for events: only a request so large is broken.
        """
        carries = next((kind for start, kind in _CARRY.items() if path.startswith(start)), None)
        if self.fault is None or carries is None or method == "OPTIONS" or path.startswith(_ASK):
            return None
        too_small = carries == EVENTS and len(body) < self.break_over_bytes
        if carries in self._has_broken or too_small:
            return None
        self._has_broken.add(carries)
        return carries

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Requests of one connection until either side ends it."""
        try:
            while await self._one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            pass  # the client went away between requests
        finally:
            writer.transport.abort()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        request_line, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
        method, target, _ = request_line.split(" ", 2)
        headers = [
            (name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)
        ]
        named = dict(headers)
        if "transfer-encoding" in named:
            raise ValueError(f"{method} {target} came in chunks: teach the front to read them")
        body = await reader.readexactly(int(named.get("content-length", "0")))
        path = target.partition("?")[0]
        broken = self.breaks(method, path, body)
        refusal = REFUSALS.get(self.fault) if broken and self.fault else None
        if broken and self.fault is Fault.DROPPED:
            self._note(method, path, None, body, broken)
            return False
        if refusal is None:
            status, answer = await self._forward(method, target, headers, body)
        else:
            status, answer = None, _refusal(refusal.status, refusal.retry_after_s, named.get("origin"))
        self._note(method, path, status, body, broken)
        if broken and self.fault is Fault.ANSWER_LOST:
            return False
        writer.write(answer)
        await writer.drain()
        return True

    def _note(self, method: str, path: str, status: int | None, body: bytes, broken: str | None) -> None:
        text = gzip.decompress(body) if body.startswith(GZIP) else body
        self.exchanges.append(Exchange(method, path, status, text, broken))

    async def _forward(
        self, method: str, target: str, headers: list[tuple[str, str]], body: bytes
    ) -> tuple[int, bytes]:
        """Tally's status, and its whole answer with its length made plain."""
        up = urlsplit(self.upstream)
        reader, writer = await asyncio.open_connection(up.hostname, up.port)
        kept = [(name, value) for name, value in headers if name != "connection"]
        added = [("x-forwarded-proto", urlsplit(self.url).scheme), ("connection", "close")]
        lines = [f"{name}: {value}" for name, value in [*kept, *added]]
        head = "\r\n".join([f"{method} {up.path}{target} HTTP/1.1", *lines]) + "\r\n\r\n"
        writer.write(head.encode("latin-1") + body)
        await writer.drain()
        answer = await asyncio.wait_for(reader.read(), ANSWER_TIMEOUT_S)
        writer.close()
        answered, _, content = answer.partition(b"\r\n\r\n")
        status_line, *fields = answered.decode("latin-1").split("\r\n")
        gone = ("connection:", "content-length:", "transfer-encoding:")
        said = [line for line in fields if not line.lower().startswith(gone)]
        head = "\r\n".join([status_line, *said, f"content-length: {len(content)}"]) + "\r\n\r\n"
        return int(status_line.split(" ", 2)[1]), head.encode("latin-1") + content


def _refusal(status: int, retry_after_s: int | None, origin: str | None) -> bytes:
    """As Tally refuses: JSON with the names that Segment's SDKs look for, and CORS headers for browsers."""
    content = b'{"success":false,"code":"made_up","message":"made up by the test"}'
    lines = [f"HTTP/1.1 {status} Fault", "content-type: application/json", f"content-length: {len(content)}"]
    if retry_after_s is not None:
        lines.append(f"retry-after: {retry_after_s}")
    if origin is not None:
        lines += [
            f"access-control-allow-origin: {origin}",
            "access-control-allow-credentials: true",
            "access-control-expose-headers: retry-after",
        ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


class Fronts:
    """All fronts of a test session, served by one thread."""

    def __init__(self, upstream: str, certificate: ssl.SSLContext) -> None:
        self._upstream, self._certificate = upstream, certificate
        self._loop = asyncio.new_event_loop()
        self._servers: list[asyncio.Server] = []
        self._thread = threading.Thread(target=self._loop.run_forever, name="fronts", daemon=True)
        self._thread.start()

    def open(self, *, tls: bool, fault: Fault | None = None, break_over_bytes: int = 0) -> Front:
        """A new front; its `url` says localhost, which is another origin than 127.0.0.1."""
        front = Front(self._upstream, fault, break_over_bytes)
        context = self._certificate if tls else None
        server = self._run(asyncio.start_server(front.serve, "127.0.0.1", 0, ssl=context, limit=1 << 20))
        self._servers.append(server)
        front.url = f"{'https' if tls else 'http'}://localhost:{server.sockets[0].getsockname()[1]}"
        return front

    def close(self) -> None:
        """Stop serving; connections still open are cut."""
        for server in self._servers:
            self._loop.call_soon_threadsafe(server.close)
        self._run(self._cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _cancel_all(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_TIMEOUT_S)
