"""Which modules of the page a module leads to, so that browsers ask for all of them at once.

A browser hears of an import when the module that has it is there: five modules in a row are five round trips.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from posixpath import normpath

SCRIPTS = ("ahead.js", "app.js")
"""Those that index.html runs."""

PAGES = "pages.js"
NEEDS = "shell/needs.js"
"""Of no page in web/, written with each release."""

Files = Mapping[str, bytes]

_IMPORTED = re.compile(r"""\bfrom\s+"(\.[^"]+)\"""")
_NAMED = re.compile(r"""\bname: "(\w+)",.*\bload: \(\) => import\("(\.[^"]+)"\)""")
"""A line of pages.js, or of a list in the same form: what a page draws for a name in its address."""
_LATER = re.compile(r"""\bimport\("(\.[^"]+)"\)""")
_FILES = re.compile(r"^export const files = (\[.*\]);", re.MULTILINE)


def list_modules(files: Files, *first: str) -> list[str]:
    """Modules and all that they import, nearest first; not what is loaded later."""
    found = [*first]
    for name in found:
        found += [other for other in _read_imports(files, name) if other not in found]
    return found


def write_needs(files: Files) -> bytes:
    """The module NEEDS: by page, and by page and name, what `ahead.js` asks for.

    A name that no list has is one that people gave: for it a page loads more modules of its own.

    {"dashboards/yesterday": {"modules": ["dashboards/panels.js", ...], "files": ["cube"]}}
    """
    at_once = set(list_modules(files, *SCRIPTS))
    needs = {}
    for page, module in _read_named(files, PAGES).items():
        later = [_locate(module, target) for target in _LATER.findall(files[module].decode())]
        needs[page] = _describe(files, [module, *later], at_once)
        for each in list_modules(files, module):
            for name, part in _read_named(files, each).items():
                needs[f"{page}/{name}"] = _describe(files, [module, part], at_once)
    return f"export const NEEDS = {json.dumps(needs, separators=(',', ':'))};\n".encode()


def _describe(files: Files, drawing: Sequence[str], at_once: set[str]) -> dict[str, list[str]]:
    published = [file for each in drawing for file in _read_files(files, each)]
    modules = [each for each in list_modules(files, *drawing) if each not in at_once]
    return {"modules": modules, "files": published}


def _read_imports(files: Files, name: str) -> list[str]:
    return [_locate(name, target) for target in _IMPORTED.findall(files[name].decode())]


def _read_named(files: Files, name: str) -> dict[str, str]:
    return {page: _locate(name, target) for page, target in _NAMED.findall(files[name].decode())}


def _read_files(files: Files, name: str) -> list[str]:
    found = _FILES.search(files[name].decode())
    return json.loads(found[1]) if found else []


def _locate(name: str, target: str) -> str:
    return normpath(str(PurePosixPath(name).parent / target))
