"""The page's files (web/) as one release, named after their content: what browsers keep is right for good."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tally.domain.errors import Misconfigured
from tally.domain.words.words import LANGUAGES, Text, read_texts

from cli.home import ROOT
from cli.web_modules import NEEDS, SCRIPTS, list_modules, write_needs

WEB = ROOT / "web"
INDEX = "index.html"
PLACE_OF_NAME = b"/assets/HASH/"
"""What index.html writes where the name of the release belongs."""
PLACE_OF_LINKS = re.compile(rb"<!-- LINKS .*-->")
"""And where links to what is needed at once do."""
STYLES = "styles/all.css"

CHARTS = "vega.js"
TOLD = (
    *("kpi.", "formula.", "owner.", "place.", "platform.", "profile."),
    *("reason.", "thing.", "things.", "refused."),
)
"""How the keys of words begin that the page has of Python's."""
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_NAME_LENGTH = 16
_STYLE = re.compile(rb'<link rel="stylesheet" href="/assets/HASH/([^"]+)">\n')


@dataclass(frozen=True, slots=True)
class WebRelease:
    """`assets` are by their path below the release's folder; `index` is the page that names them."""

    name: str
    assets: Mapping[str, bytes]
    index: bytes


def read_release(folder: Path = WEB, charts: bytes | None = None) -> WebRelease:
    """The folder as it stands; `charts` is the library of charts, that of vl-convert unless given.

    Misconfigured for a file of a kind that browsers would be told nothing of.
    """
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
    for name in files:
        if Path(name).suffix not in CONTENT_TYPES:
            raise Misconfigured(
                f"{folder.name}/{name}: browsers are told no kind of such a file; cli/web_release.py has them"
            )
    files[CHARTS] = charts or bundle_charts()
    for language in LANGUAGES:
        if (name := f"words/{language}.json") in files:
            files[name] = _join_words(files[name], language)
    _link_at_once(files)
    name = _name_content(files)
    index = files.pop(INDEX).replace(PLACE_OF_NAME, f"/assets/{name}/".encode())
    return WebRelease(name, files, index)


def _link_at_once(files: dict[str, bytes]) -> None:
    """Make one of all styles, and name every module in index.html: what is far away is asked for once."""
    index = files[INDEX]
    if not PLACE_OF_LINKS.search(index):
        return
    files[NEEDS] = write_needs(files)
    files[STYLES] = b"".join(files.pop(name.decode()) for name in _STYLE.findall(index))
    imported = list_modules(files, *SCRIPTS)[len(SCRIPTS) :]
    links = [f'<link rel="stylesheet" href="/assets/HASH/{STYLES}">']
    links += [f'<link rel="modulepreload" href="/assets/HASH/{name}">' for name in imported]
    files[INDEX] = PLACE_OF_LINKS.sub("\n".join(links).encode(), _STYLE.sub(b"", index))


def read_told_words(language: str) -> dict[str, Text]:
    """What the page says in the words of mails and files: of these there is one text each."""
    return {key: text for key, text in read_texts(language).items() if key.startswith(TOLD)}


def _join_words(own: bytes, language: str) -> bytes:
    """One file, so that a browser asks once."""
    return json.dumps(read_told_words(language) | json.loads(own), ensure_ascii=False).encode()


def bundle_charts(cache: Path = ROOT / ".tally" / "web") -> bytes:
    """Vega, Vega-Lite and Vega-Embed as one script. vl-convert takes seconds for it, so it is kept."""
    kept = cache / f"vega-{version('vl-convert-python')}.js"
    if kept.exists():
        return kept.read_bytes()
    import vl_convert

    bundle = vl_convert.javascript_bundle().encode()  # type: ignore[call-arg]  # its stub forgets the default
    cache.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(".tmp")
    draft.write_bytes(bundle)
    draft.replace(kept)
    return bundle


def _name_content(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:_NAME_LENGTH]
