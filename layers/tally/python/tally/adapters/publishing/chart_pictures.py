"""Charts as pictures, drawn by vl-convert: Vega-Lite without a browser, and nothing from the network."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import vl_convert

from tally.adapters.publishing.chart_letters import set_letters
from tally.adapters.publishing.letters import FONT, STAND_IN, find_folders
from tally.domain.charts.frame import Spec

_VERSION = "6.4"
"""Of Vega-Lite: vl-convert has several."""
_SCALE = 2.0
"""Pixels of a PNG for each point, as screens have them."""
_NEVER = {*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF}
"""What XML cannot hold (XML 1.0, 2.2): vl-convert ends the whole process for one of these."""
_NEAR, _FAR = [chr(code) for code in range(0x3400, 0x4DC0)], "\uffff"
"""Rare Chinese letters, nearly as wide as pictures, stand for those behind _FAR while a chart is drawn: Vega
cuts a long label by units of UTF-16, and vl-convert refuses half of such a letter."""
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
    told = json.dumps(spec, ensure_ascii=False)
    far = sorted({letter for letter in told if letter > _FAR})
    near = dict(zip(far, (letter for letter in _NEAR if letter not in told), strict=False))
    letters = dict.fromkeys((*_NEVER, *map(ord, far)), STAND_IN) | {
        ord(one): other for one, other in near.items()
    }
    svg = vl_convert.vegalite_to_svg(_put_letters(spec, letters), **_NOTHING_FROM_OUTSIDE)
    return svg.translate({ord(other): one for one, other in near.items()})


def _put_letters(part: Any, letters: Mapping[int, str]) -> Any:
    """The same part of a specification, with other letters in its texts."""
    if isinstance(part, str):
        return part.translate(letters)
    if isinstance(part, Mapping):
        return {name: _put_letters(each, letters) for name, each in part.items()}
    return [_put_letters(each, letters) for each in part] if isinstance(part, list | tuple) else part


@cache
def _know_fonts() -> None:
    for folder in find_folders():
        vl_convert.register_font_directory(str(folder))
