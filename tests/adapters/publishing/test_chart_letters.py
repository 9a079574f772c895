"""Texts of charts in every script: set as on a page, as outlines, where boxes would stand."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from tally.adapters.publishing.chart_pictures import draw_png, draw_set_svg, draw_svg

from tests.adapters.publishing.test_letters import SET_IN

SVG, LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
STRANGE = [text for text, font in SET_IN.items() if not font.startswith("SourceSans")]
NO_FORM = "\U00013000"
"""A hieroglyph: a box, in all fonts."""


def chart(*names: str, title: str | list[str] = "") -> dict[str, Any]:
    """Bars with a name each."""
    return {
        "config": {"font": "Liberation Sans, Arial", "axis": {"aria": False}},
        "title": {"text": "Bars", "subtitle": title, "anchor": "start", "subtitleLineHeight": 16},
        "data": {"values": [{"name": name, "value": at} for at, name in enumerate(names, start=1)]},
        "mark": {"type": "bar", "aria": False},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "axis": {"title": "Name", "labelLimit": 200}},
            "x": {"field": "value", "type": "quantitative", "axis": None},
        },
    }


def list_texts(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</t", svg)


def list_groups(svg: str) -> list[list[str]]:
    """Glyphs of each text that is set as outlines, in their order."""
    lines = f"./{{{SVG}}}g/{{{SVG}}}g/{{{SVG}}}use"
    found = (part.findall(lines) for part in ElementTree.fromstring(svg).iter(f"{{{SVG}}}g"))
    return [[glyph.attrib[f"{{{LINK}}}href"].removeprefix("#") for glyph in each] for each in found if each]


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_of_any_script_is_drawn(name: str) -> None:
    svg = draw_set_svg(chart(name, "Plain"))
    assert [text for text in list_texts(svg) if text in ("Bars", "Name", name, "Plain")] == [
        "Plain",
        "Name",
        "Bars",
    ]
    (glyphs,) = list_groups(svg)
    assert set(glyphs) == set(re.findall(r'<symbol id="(\w+)"', svg))
    forms = re.findall(r'<symbol[^>]*><path d="([^"]*)"', svg)
    assert len(forms) >= len(set(glyphs)) > 1
    assert draw_png(chart(name)) != draw_png(chart(NO_FORM * len(name)))


def test_letters_join_and_run_from_right_to_left() -> None:
    """U+200C keeps letters apart that would join: then all three have one form."""
    (joined,), (apart,) = (list_groups(draw_set_svg(chart(name))) for name in ("ببب", "ب\u200cب\u200cب"))
    assert len(set(joined)) > len(set(apart))
    (there,), (back,) = (list_groups(draw_set_svg(chart(name))) for name in ("אב", "בא"))
    assert there == back[::-1]


def test_outlines_end_where_their_text_would() -> None:
    svg = draw_set_svg(chart("限时抢购 Sale"))
    found = re.search(
        r'<g fill="[^"]*" opacity="1" transform="translate\((-?\d+)[^>]*><g transform="translate\((-[\d.]+),',
        svg,
    )
    assert found
    assert int(found[1]) == -7  # the axis' labels end there
    assert 55 < -float(found[2]) < 75  # as wide as four letters of 10 points, and a word


def test_lines_of_a_title_stand_below_each_other() -> None:
    svg = draw_set_svg(chart("Plain", title=["first 🔥", "second 🔥"]))
    first, second = re.findall(r'<g transform="translate\(0\.00,(-?[\d.]+)\)"', svg)
    assert float(second) - float(first) == 16


def test_what_no_font_has_is_a_box() -> None:
    svg = draw_set_svg(chart(NO_FORM))
    assert list_groups(svg) == list_groups(draw_set_svg(chart("□")))


def test_a_picture_is_the_same_each_time() -> None:
    spec = chart(*STRANGE)
    assert draw_png(spec) == draw_png(spec)
    assert draw_set_svg(spec) == draw_set_svg(spec)


def test_texts_stay_texts_for_a_browser_and_where_they_can() -> None:
    assert {*STRANGE} <= {*list_texts(draw_svg(chart(*STRANGE)).decode())}
    svg = draw_set_svg(chart("Été à Łódź, 20 €", "Распродажа"))
    assert not list_groups(svg)
    assert "<symbol" not in svg


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ufffe", "\ud83d"])
def test_a_sign_that_no_picture_can_hold_is_a_box(sign: str) -> None:
    """It ended the whole process: the function, with all that it had still to write."""
    spec = chart(f"a{sign}b", title=[f"c{sign}d"])
    assert {"a□b", "c□d"} <= {*list_texts(draw_svg(spec).decode())}
    assert draw_png(spec) == draw_png(chart("a□b", title=["c□d"]))


@pytest.mark.parametrize("letters_before", range(4))
def test_a_name_that_is_cut_keeps_whole_pictures(letters_before: int) -> None:
    """Vega cuts by units of UTF-16: half of a picture was refused, and the file with it."""
    name = "x" * letters_before + "🔥" * 100
    (cut,) = (text for text in list_texts(draw_svg(chart(name)).decode()) if "🔥" in text)
    assert cut.removesuffix("…").strip("🔥") == "x" * letters_before
    assert 5 < cut.count("🔥") < 25
    assert draw_png(chart(name))


def test_letters_that_stand_for_pictures_are_none_of_the_chart() -> None:
    """The first of them are names here, too."""
    names = ["\u3400 🔥", "\u3401", "🎁"]
    assert {*names} <= {*list_texts(draw_svg(chart(*names)).decode())}
    many = "".join(map(chr, range(0x20000, 0x22000)))
    assert "□" in draw_svg(chart("Plain", title=[many])).decode()
