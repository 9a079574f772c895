"""The examples of docs/guides/sdks.md and first-events.md run as they stand: what they send is accepted."""

import json
import re
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import pytest

from cli.clients import Endpoint
from cli.home import ROOT
from tests.journeys.sdks.certificate import server_context, write_certificate
from tests.journeys.sdks.front import Fronts
from tests.journeys.sdks.running import DRIVERS, HERE, install_packages, missing, run_script
from tests.journeys.sdks.sdks import SDKS, Sdk

MARKED = re.compile(r"<!-- snippet ([\w-]+)( local)? -->\n```\w+\n(.*?)```\n<!-- /snippet -->", re.DOTALL)
OF_FIRST_EVENTS = re.compile(r"```python\n# (\w+)'s own SDK\n(.*?)```", re.DOTALL)
BY_NAME = {sdk.name: sdk for sdk in SDKS}
HOST = "events.shop.example"
AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Example:
    """`is_local`: meant for `tally up` as it is, not for a host of Tally's own."""

    name: str
    sdk: Sdk
    text: str
    is_local: bool
    product_id: str = field(default_factory=lambda: uuid.uuid4().hex)


PAGE = (ROOT / "docs" / "guides" / "sdks.md").read_text()
EXAMPLES = [
    Example(f"{name}{local.replace(' ', '-')}", BY_NAME[name], text, bool(local))
    for name, local, text in MARKED.findall(PAGE)
] + [
    Example(f"first-{name.lower()}", BY_NAME[f"{name.lower()}-python"], text, True)
    for name, text in OF_FIRST_EVENTS.findall((ROOT / "docs" / "guides" / "first-events.md").read_text())
]


@dataclass(frozen=True, slots=True)
class Shop:
    """A folder with an app in it, beside a running Tally and the SDKs."""

    tally: Endpoint
    folder: Path
    fronts: Fronts
    certificate: Path

    def run(self, example: Example) -> str:
        """The example with a URL and a key in it; what went wrong, if anything."""
        server = self.tally if example.is_local else self.fronts.open(tls=example.sdk.page is None)
        known = {"URL": server.url, "WRITE_KEY": self.tally.write_key}
        words = {
            "p-1": example.product_id,
            f"https://{HOST}": server.url,
            HOST: server.url.partition("://")[2],
            '"WRITE_KEY"': json.dumps(known["WRITE_KEY"]),
        }
        text = replaced(example.text, words)
        if example.name.startswith("first-"):
            text = "\n".join([*(f"{name} = {value!r}" for name, value in known.items()), text])
        try:
            self._run(example, text)
        except AssertionError as error:
            return str(error)
        return ""

    def _run(self, example: Example, text: str) -> None:
        if example.sdk.page is None:
            script = self.folder / f"{example.name}{Path(example.sdk.driver).suffix}"
            script.write_text(text)
            run_script(script, self.certificate)
            return
        # The page may be closed when so many messages have their answer.
        messages = 1 if "mixpanel" in text else len(re.findall(r"^analytics\.(?!load)", text, re.MULTILINE))
        page = self.folder / f"{example.name}.js"
        page.write_text(f"{text}\nwindow.makeVisit = async () => ({{ told: [], posts: {messages} }});\n")
        jobs = json.dumps([{"run": example.name}])
        told = run_script(DRIVERS / example.sdk.driver, self.certificate, stdin=jobs, page=page)
        assert json.loads(told) == [{"run": example.name, "told": []}]


def replaced(text: str, words: Mapping[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text


@pytest.fixture(scope="module")
def shop(emulator: Endpoint, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("shop")
    (folder / ".tally").mkdir()
    told = {"url": emulator.url, "write_key": emulator.write_key}
    (folder / ".tally" / "endpoint.json").write_text(json.dumps(told))
    (folder / "node_modules").symlink_to(HERE / "node_modules")
    certificate = write_certificate(folder)
    return Shop(emulator, folder, Fronts(emulator.url, server_context(certificate)), certificate)


@pytest.fixture(scope="module")
def failed(shop: Shop) -> dict[str, str]:
    """Every example that this machine can run has run: what went wrong, by its name."""
    able = [example for example in EXAMPLES if missing(example.sdk) is None]
    if not all(example.sdk.is_python for example in able):
        install_packages(print)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        ended = dict(zip([example.name for example in able], pool.map(shop.run, able), strict=True))
    shop.fronts.close()
    return ended


@pytest.fixture(scope="module")
def accepted(shop: Shop, failed: dict[str, str]) -> list[str]:
    """product_id of every view that Tally accepted."""
    with urlopen(f"{shop.tally.dev_url}/good?event=Product%20Viewed") as answer:
        return [event.get("product_id", "") for event in json.load(answer)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_example_runs_and_its_event_is_accepted(
    example: Example, failed: dict[str, str], accepted: list[str]
) -> None:
    reason = missing(example.sdk)
    if reason is not None:
        pytest.skip(reason)
    assert failed[example.name] == ""
    assert accepted.count(example.product_id) == 1


def test_every_sdk_has_an_example() -> None:
    assert {example.sdk.name for example in EXAMPLES if not example.is_local} == set(BY_NAME)
    assert sum(example.name.startswith("first-") for example in EXAMPLES) == 2


def test_options_of_the_table_stand_in_the_examples() -> None:
    options = re.findall(r"^\| \w+ for \[.*?\]\(#.*?\) \| `(.*)` \|$", PAGE, re.MULTILINE)
    examples = [example.text for example in EXAMPLES if not example.is_local]
    assert len(options) == len(SDKS)
    assert [option for option, text in zip(options, examples, strict=True) if option not in text] == []
