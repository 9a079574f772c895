"""Charts as pictures, drawn by vl-convert: Vega-Lite without a browser, and nothing from the network.

It is no part of a Lambda layer: what draws there brings it along.
"""

import json
from typing import Any

import vl_convert

from tally.domain.charts.frame import Spec

_VERSION = "6.4"
"""Of Vega-Lite: vl-convert has several."""
_SCALE = 2.0
"""Pixels of a PNG for each point, as screens have them."""
_NOTHING_FROM_OUTSIDE: dict[str, Any] = {"vl_version": _VERSION, "allowed_base_urls": []}


def draw_svg(spec: Spec) -> bytes:
    """An SVG document, its letters as text."""
    return vl_convert.vegalite_to_svg(spec, **_NOTHING_FROM_OUTSIDE).encode()


def draw_png(spec: Spec) -> bytes:
    """A PNG with two pixels a point."""
    return vl_convert.vegalite_to_png(spec, scale=_SCALE, **_NOTHING_FROM_OUTSIDE)


def write_spec(spec: Spec) -> bytes:
    """The specification itself, for whatever draws Vega-Lite."""
    return json.dumps(spec, ensure_ascii=False, indent=1).encode()
