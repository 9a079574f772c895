"""Charts as pictures, drawn by vl-convert: Vega-Lite without a browser, and nothing from the network.

It is no part of a Lambda layer: what draws there brings it along.
"""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import vl_convert

from tally.domain.charts.frame import Spec

FONT = "Source Sans Pro"
"""The letters of whole documents: the package font-source-sans-pro brings them."""
_VERSION = "6.4"
"""Of Vega-Lite: vl-convert has several."""
_SCALE = 2.0
"""Pixels of a PNG for each point, as screens have them."""
_NOTHING_FROM_OUTSIDE: dict[str, Any] = {"vl_version": _VERSION, "allowed_base_urls": []}


def draw_svg(spec: Spec, font: str | None = None) -> bytes:
    """An SVG document, its letters as text; in another `font` their widths are measured by that."""
    if font is not None:
        _know_fonts()
        spec = {**spec, "config": {**spec["config"], "font": font}}
    return vl_convert.vegalite_to_svg(spec, **_NOTHING_FROM_OUTSIDE).encode()


def draw_png(spec: Spec) -> bytes:
    """A PNG with two pixels a point."""
    return vl_convert.vegalite_to_png(spec, scale=_SCALE, **_NOTHING_FROM_OUTSIDE)


def write_spec(spec: Spec) -> bytes:
    """The specification itself, for whatever draws Vega-Lite."""
    return json.dumps(spec, ensure_ascii=False, indent=1).encode()


@cache
def find_fonts() -> Path:
    """The folder of FONT's files."""
    found = find_spec("font_source_sans_pro")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("font-source-sans-pro is not installed: run make setup")
    return Path(found.origin).parent / "files"


@cache
def _know_fonts() -> None:
    vl_convert.register_font_directory(str(find_fonts()))
