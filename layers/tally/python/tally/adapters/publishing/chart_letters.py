"""Letters of charts that what draws them cannot set: it joins none, and takes one font a text, in one weight.

Each text that has one is set by typst, as those of pages are, and put into the picture as outlines.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from tally.adapters.publishing.letters import (
    PLAIN,
    STAND_IN,
    find_lacking,
    is_right_to_left,
    isolate,
    write_outlines,
)

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_KEPT = ("aria-label", "aria-roledescription", "role", "fill", "opacity")
"""Of a text, for its outlines."""
_SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""Of a text's width, left of the place that it stands at."""
_TEMPLATE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(font: json(bytes(sys.inputs.families)), top-edge: 1em, bottom-edge: -0.5em)
#for line in json(bytes(sys.inputs.told)) {
  let dir = if line.is_right_to_left { rtl } else { ltr }
  page(text(size: line.size * 1pt, weight: line.weight, dir: dir, line.text))
}"""
"""A page a line: its baseline is as far below the top as the letters are high."""
_WEIGHTS = {"normal": 400, "bold": 700}


def set_letters(svg: str) -> str:
    """The picture, with outlines in place of texts that are not PLAIN."""
    if PLAIN.fullmatch(svg.replace("\n", " ")):
        return svg
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _LINK)
    picture = ElementTree.fromstring(svg)  # noqa: S314 - written by vl-convert
    texts = [
        each for each in picture.iter(f"{{{_SVG}}}text") if not PLAIN.fullmatch("".join(each.itertext()))
    ]
    lines = [line for text in texts for line in _list_lines(text)]
    pages = iter(_set_lines(lines)) if lines else iter(())
    glyphs: dict[str, ElementTree.Element] = {}
    for text in texts:
        outlines = [(line, next(pages)) for line in _list_lines(text)]
        for _, page in outlines:
            glyphs |= {each.attrib["id"]: each for each in page.iter(f"{{{_SVG}}}symbol")}
        _put_outlines(text, outlines)
    if glyphs:
        ElementTree.SubElement(picture, f"{{{_SVG}}}defs").extend(glyphs.values())
    return ElementTree.tostring(picture, encoding="unicode")


def _list_lines(text: ElementTree.Element) -> Iterator[dict[str, Any]]:
    """Each with where it stands, in points below the first."""
    size = float(text.attrib["font-size"].removesuffix("px"))
    weight = text.attrib.get("font-weight", "normal")
    look = {"size": size, "weight": _WEIGHTS.get(weight) or int(weight)}
    below = 0.0
    for line in (text, *text):
        below += float(line.attrib.get("dy", 0))
        if line.text:
            yield {"text": line.text, "is_right_to_left": is_right_to_left(line.text), "below": below, **look}


def _set_lines(lines: Sequence[Mapping[str, Any]]) -> list[ElementTree.Element]:
    told = isolate(json.dumps(lines, ensure_ascii=False))
    shown = told.translate(dict.fromkeys(map(ord, find_lacking(told)), STAND_IN))
    return [ElementTree.fromstring(page) for page in write_outlines(_TEMPLATE, shown)]  # noqa: S314 - of typst


def _put_outlines(
    text: ElementTree.Element, outlines: Sequence[tuple[Mapping[str, Any], ElementTree.Element]]
) -> None:
    """The text becomes a group of them."""
    told = dict(text.attrib)
    text.clear()
    text.tag = f"{{{_SVG}}}g"
    text.attrib.update({name: told[name] for name in (*_KEPT, "transform") if name in told})
    for line, page in outlines:
        left = 0 - _SHARES[told.get("text-anchor", "start")] * float(page.attrib["width"].removesuffix("pt"))
        place = f"translate({left:.2f},{line['below'] - line['size']:.2f})"
        group = ElementTree.SubElement(text, f"{{{_SVG}}}g", {"transform": place})
        group.extend(each for each in page if each.tag == f"{{{_SVG}}}g")
        for glyph in group.iter(f"{{{_SVG}}}use"):
            glyph.attrib.pop("fill", None)  # that of the text
