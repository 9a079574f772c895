"""The guides' examples for Python send every call of their SDK to Tally, and to no other host."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

GUIDES = Path("docs/guides")
EXAMPLE = re.compile(r"```python\n(?:# (\w+)'s own SDK\n)?(.*?)```", re.DOTALL)
CALLS = {
    "mixpanel": """
mixpanel.track("c-17", "Order Completed")
mixpanel.people_set("c-17", {"plan": "gold"})
mixpanel.people_increment("c-17", {"visits": 1})
mixpanel.people_track_charge("c-17", 5)
mixpanel.people_delete("c-18")
mixpanel.group_set("company", "acme", {"tier": "a"})
mixpanel.import_data("", "c-17", "Order Completed", 1795245300, api_secret="secret")
mixpanel.merge("", "c-17", "c-18", api_secret="secret")
""",
    "segment": """
segment.identify("c-17", {"plan": "gold"})
segment.page("c-17", "Home")
segment.screen("c-17", "Home")
segment.group("c-17", "acme", {"tier": "a"})
segment.alias("c-17", "c-18")
segment.flush()
segment.shutdown()
""",
}
GUARD = """
import socket
def refuse(host, *words, _ask=socket.getaddrinfo, **options):
    if host not in ("127.0.0.1", "localhost"):
        raise SystemExit(f"asked for {host}")
    return _ask(host, *words, **options)
socket.getaddrinfo = refuse
"""


def read_examples() -> dict[str, str]:
    """Guide and SDK -> the text of each example that runs on one machine."""
    found = {}
    for guide in ("first-events", "sdks"):
        for place, (_, text) in enumerate(EXAMPLE.findall((GUIDES / f"{guide}.md").read_text())):
            if "events.shop.example" not in text:
                sdk = "mixpanel" if "import Consumer" in text else "segment"
                found[f"{guide}-{sdk}-{place}"] = text
    return found


EXAMPLES = read_examples()


class Tally(BaseHTTPRequestHandler):
    """Answers each SDK as Tally does, and notes what was asked."""

    paths: list[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.paths.append(self.path)
        answer = b'{"status":1,"error":null,"success":true}'
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_words: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def tally() -> Iterator[tuple[str, list[str]]]:
    paths: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Noting", (Tally,), {"paths": paths}))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/base", paths
    server.shutdown()
    server.server_close()


def run(text: str, url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    sdk = "mixpanel" if "import Consumer" in text else "segment"
    (folder / ".tally").mkdir()
    (folder / ".tally" / "endpoint.json").write_text(json.dumps({"url": url, "write_key": "key"}))
    script = "\n".join([GUARD, f"URL, WRITE_KEY = {url!r}, 'key'", text, CALLS[sdk]])
    return subprocess.run(
        [sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_call_goes_to_tally_alone(name: str, tally: tuple[str, list[str]], tmp_path: Path) -> None:
    url, paths = tally
    done = run(EXAMPLES[name], url, tmp_path)
    assert (done.returncode, "asked for" in done.stderr) == (0, False)
    wanted = {"/base/track", "/base/engage", "/base/groups", "/base/import"}
    assert set(paths) == (wanted if "mixpanel" in name else {"/base/v1/batch"})


def test_an_example_that_names_one_route_only_would_be_found_out(
    tally: tuple[str, list[str]], tmp_path: Path
) -> None:
    url, _ = tally
    lines = ["from mixpanel import Consumer, Mixpanel", "mixpanel = Mixpanel('k', Consumer(events_url=URL))"]
    text = "\n".join(lines)
    done = run(text, url, tmp_path)
    assert "asked for api.mixpanel.com" in done.stderr
