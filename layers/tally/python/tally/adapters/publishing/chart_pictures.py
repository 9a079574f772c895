"""Charts as pictures, drawn by vl-convert: Vega-Lite without a browser, and nothing from the network.

It is no part of a Lambda layer: what draws there brings it along.
"""

import json
from functools import cache
from typing import Any

import vl_convert

from tally.adapters.publishing.chart_letters import set_letters
from tally.adapters.publishing.letters import FONT, find_folders
from tally.domain.charts.frame import Spec

_VERSION = "6.4"
"""Of Vega-Lite: vl-convert has several."""
_SCALE = 2.0
"""Pixels of a PNG for each point, as screens have them."""
_NOTHING_FROM_OUTSIDE: dict[str, Any] = {"vl_version": _VERSION, "allowed_base_urls": []}


def draw_svg(spec: Spec) -> bytes:
    """An SVG document, its letters as text: who looks at it has fonts for them."""
    return _draw(spec).encode()


def draw_set_svg(spec: Spec) -> str:
    """An SVG document whose texts are in FONT, or outlines."""
    return set_letters(_draw({**spec, "config": {**spec["config"], "font": FONT}}))


def draw_png(spec: Spec) -> bytes:
    """A PNG with two pixels a point."""
    return vl_convert.svg_to_png(draw_set_svg(spec), scale=_SCALE)


def write_spec(spec: Spec) -> bytes:
    """The specification itself, for whatever draws Vega-Lite."""
    return json.dumps(spec, ensure_ascii=False, indent=1).encode()


def _draw(spec: Spec) -> str:
    _know_fonts()
    return vl_convert.vegalite_to_svg(spec, **_NOTHING_FROM_OUTSIDE)


@cache
def _know_fonts() -> None:
    for folder in find_folders():
        vl_convert.register_font_directory(str(folder))
