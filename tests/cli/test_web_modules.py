"""What browsers are told to ask for at once: all that a page draws with, and nothing twice."""

import json
import re

from cli.web_modules import NEEDS, SCRIPTS, list_modules, write_needs
from cli.web_release import STYLES, WEB, read_release

RELEASE = read_release(charts=b"vega")
SHOP = {
    "ahead.js": b'import { NEEDS } from "./shell/needs.js";',
    "app.js": b'import { PAGES } from "./pages.js";\nimport { make } from "./shell/make.js";',
    "pages.js": b'  { name: "stores", group: "look", load: () => import("./stores/page.js") },',
    "shell/needs.js": b"",
    "shell/make.js": b"",
    "stores/page.js": b'import { LIST } from "./list.js";\nimport { make } from "../shell/make.js";\n'
    b'const showOwn = () => import("./own.js");',
    "stores/own.js": b"",
    "stores/list.js": b'  { name: "paris", load: () => import("./parts/paris.js") },',
    "stores/parts/paris.js": b'import { draw } from "../draw.js";\nexport const files = ["cube"];',
    "stores/draw.js": b"",
}


def test_a_page_needs_what_it_imports_and_a_part_of_it_both() -> None:
    needs = json.loads(write_needs(SHOP).decode().removeprefix("export const NEEDS = ").rstrip(";\n"))
    both = ["stores/page.js", "stores/parts/paris.js", "stores/list.js", "stores/draw.js"]
    assert needs == {
        "stores": {"modules": ["stores/page.js", "stores/own.js", "stores/list.js"], "files": []},
        "stores/paris": {"modules": both, "files": ["cube"]},
    }


def test_every_page_and_dashboard_says_what_it_needs() -> None:
    needs = RELEASE.assets[NEEDS].decode()
    pages = re.findall(r'name: "(\w+)"', (WEB / "pages.js").read_text())
    boards = re.findall(r'name: "(\w+)"', (WEB / "dashboards" / "boards.js").read_text())
    assert len(pages) > 5
    assert len(boards) > 5
    for place in [*pages, *(f"dashboards/{board}" for board in boards)]:
        assert f'"{place}":{{"modules":[' in needs, place
    assert '"files":["home"]' in needs


def test_the_page_links_every_module_that_is_imported_at_once_and_one_style() -> None:
    index = RELEASE.index.decode()
    linked = re.findall(rf'rel="modulepreload" href="/assets/{RELEASE.name}/([^"]+)"', index)
    assert [*SCRIPTS, *linked] == list_modules(RELEASE.assets, *SCRIPTS)
    assert re.findall(r'rel="stylesheet" href="[^"]+/(\w+/\w+\.css)"', index) == [STYLES, "styles/print.css"]
    styles = RELEASE.assets[STYLES].decode()
    assert all(path.read_text() in styles for path in (WEB / "styles").glob("*.css") if path.stem != "print")
    assert "HASH/" not in index
