"""The shop's own host and the SDK's, with both collectors behind them; Chromium visits the shop's pages.

The pages lie on a server of their own: Chromium lets no page that a driver made up ask another local host.
"""

import contextlib
import json
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tally.adapters.collecting.api_gateway import preflight, reply
from tally.adapters.collecting.witness_check import check_witness
from tally.adapters.landing.event_reader import ColumnReader
from tally.adapters.landing.witness_rows import JsonWitnessRecords
from tally.domain.collecting.receipt import unpack
from tally.domain.collecting.replies import HttpAnswer
from tally.domain.collecting.request import Request
from tally.domain.shop.shop_clock import ShopClock
from tally.use_cases.collect_witness import CollectWitness

from tests.collecting import KEY, Collector, FakeParcelQueue, FakeWriteKeys
from tests.fakes import Journal
from tests.journeys.sdks.running import DRIVERS, HERE, run_script

Row = dict[str, Any]
SDK_HOST = "events.shop.example"
WITNESS_PATHS = ("/w", "/w.js")
PAGE_SCRIPT = DRIVERS / "pages" / "seen.js"
PAGE = f"""<!doctype html><title>Shop</title>
<script src="/w.js?write_key={KEY}"></script>
<script src="/shop.js"></script>"""


def build_script(source: Path, *options: str) -> str:
    """A page's script by esbuild, which has come with the SDKs."""
    command = [str(HERE / "node_modules" / ".bin" / "esbuild"), str(source), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@dataclass(slots=True)
class Collectors:
    """Both collectors on fakes; what they queued can be landed. And the shop's own files."""

    files: Mapping[str, HttpAnswer]
    collector: Collector = field(default_factory=Collector)
    notes: Journal = field(default_factory=Journal)
    paths: list[str] = field(default_factory=list)
    """Of all requests."""

    def answer(self, request: Request) -> dict[str, Any]:
        """The reply in payload format 2.0."""
        if request.method == "OPTIONS":
            return preflight(request)
        if request.path.startswith("/view/"):
            return reply(
                request, replace(HttpAnswer(200, PAGE, "text/html"), headers={"cache-control": "private"})
            )
        if request.path in self.files:
            return reply(request, self.files[request.path])
        if request.path in WITNESS_PATHS:
            witness = CollectWitness(FakeWriteKeys(), FakeParcelQueue(self.notes), check_witness)
            return reply(request, witness(request).answer)
        return reply(request, self.collector.collect(request).answer)

    def events(self) -> list[Row]:
        """What the lake would hold of what the collector queued, duplicates included."""
        parcels = [unpack(text) for verb, text in self.collector.journal.effects if verb == "queued"]
        batch = ColumnReader(ShopClock()).read("b", [(receipt, body.encode()) for receipt, body in parcels])
        assert batch.rejected.num_rows == 0
        return batch.events.to_pylist()

    def sightings(self) -> list[Row]:
        """The same of the witness."""
        parcels = [unpack(text) for _, text in self.notes.effects]
        read = JsonWitnessRecords().read("b", [(receipt, body.encode()) for receipt, body in parcels])
        assert read.bad == []
        return read.rows.to_pylist()


@dataclass(frozen=True, slots=True)
class ShopPages:
    """`shop` and `sdk` are addresses of two hosts; both lead to the same collectors."""

    shop: str
    sdk: str
    collectors: Collectors

    def visit(self, sdk: str, turn: str, *, blocked: bool = False, views: int = 0, stay_ms: int = 0) -> Row:
        """What the pages told: errors, refused addresses, cookies and keys of the storage."""
        job = {
            **{"shop": self.shop, "url": self.sdk, "write_key": KEY, "sdk": sdk, "turn": turn},
            **{"blocked": blocked, "views": views, "stay_ms": stay_ms},
        }
        driver = DRIVERS / "web_line.mjs"
        found: Row = json.loads(run_script(driver, None, stdin=json.dumps(job), page=PAGE_SCRIPT))
        return found


@contextmanager
def serve_pages() -> Iterator[ShopPages]:
    """Both hosts, until the block ends."""
    script = build_script(
        PAGE_SCRIPT, "--bundle", "--format=iife", '--define:process.env.NODE_ENV="production"'
    )
    collectors = Collectors({"/shop.js": HttpAnswer(200, script, "text/javascript")})
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(collectors)) for _ in range(2)]
    threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    try:
        shop, sdk = (server.server_address[1] for server in servers)
        yield ShopPages(f"http://127.0.0.1:{shop}", f"http://{SDK_HOST}:{sdk}", collectors)
    finally:
        _stop(servers)


def _stop(servers: Sequence[ThreadingHTTPServer]) -> None:
    for server in servers:
        server.shutdown()
        server.server_close()


def _handler_of(collectors: Collectors) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        """API Gateway in front of both collectors."""

        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            path, _, query = self.path.partition("?")
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            request = Request(
                request_id=f"r-{id(self)}-{len(collectors.paths)}",
                received_at_ms=time.time_ns() // 1_000_000,
                method=self.command,
                path=path.rstrip("/"),
                query=query,
                headers={name.lower(): value for name, value in self.headers.items()},
                body=body.decode(),
                user_agent=self.headers.get("user-agent", ""),
            )
            with lock:
                collectors.paths.append(path)
                answer = collectors.answer(request)
            self.send_response(answer["statusCode"])
            content = answer["body"].encode()
            for name, value in {**answer["headers"], "content-length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_OPTIONS = _serve  # noqa: N815  # http.server's names

        def handle_one_request(self) -> None:
            with contextlib.suppress(ConnectionError):  # the browser went away
                super().handle_one_request()

        def log_message(self, *_words: object) -> None:
            """Nothing on the screen."""

    return Handler
