"""Charts as pictures, drawn by vl-convert: Vega-Lite without a browser, and nothing from the network.

It is no part of a Lambda layer: what draws there brings it along.
"""

import json
from functools import cache
from typing import Any

import vl_convert

from tally.adapters.publishing.letters import find_folders
from tally.domain.charts.frame import Spec

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
def _know_fonts() -> None:
    vl_convert.register_font_directory(str(find_folders()[0]))
