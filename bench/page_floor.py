"""The least that a page with data of its own can be: a page, a module of it, a file, and one line drawn.

What it takes to stand is the way there and the browser: no page of this shape is faster.
"""

from pathlib import Path

FILES_BELOW = ("/kept/",)
"""Paths of files that are kept for good; the data is asked for anew."""

_FILES = {
    "index.html": (
        '<!doctype html><title>Floor</title><script type="module" src="/kept/floor.js"></script><main></main>'
    ),
    "kept/floor.js": (
        'const { points } = await (await fetch("/data.json")).json();\n'
        'const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");\n'
        'const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");\n'
        'line.setAttribute("points", points);\n'
        "svg.append(line);\n"
        'document.querySelector("main").append(svg);\n'
    ),
    "data.json": '{"points": "0,0 50,20 100,10"}',
}


def write_floor(folder: Path) -> Path:
    """The folder, with the page in it."""
    for name, content in _FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder
