"""Draws way-of-an-event.svg: the two collectors, and the night that compares them.

    python -m docs.pictures.draw_way_of_an_event

The picture has colours of its own for dark backgrounds, and a title and a description for screen readers.
"""

from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

PATH = Path(__file__).with_name("way-of-an-event.svg")

_WIDTH, _HEIGHT = 1064, 452
_BOX, _TALL, _GAP = 132, 50, 22
_COLUMNS = [142 + number * (_BOX + _GAP) for number in range(6)]
_COLLECTOR, _REFUSED, _WITNESS, _NIGHT = 56, 124, 240, 352
_TITLE = "The way of an event through Tally's two collectors"
_DESCRIPTION = """An app tells every event twice. The collector's path: collect_events puts the request into a
queue, land_events writes it to landing as Parquet and what it cannot accept to quarantine, commit_events adds
it to the table lake.events. The witness's path shares none of that: collect_witness puts id, name, time,
platform and amount into a queue of its own, land_witness writes them to the witness's bucket. Every night
refresh_models makes the marts from the lake, audit_lake compares the ids of the lake with the witness's, and
publish_kpis publishes each KPI with its verdict: net revenue of 2 March, 46,954.60, audited; of 3 March,
50,454.20, disputed."""

_STYLE = """
  text { font: 12.5px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #57606a }
  .name { font-size: 14px; font-weight: 600; fill: #1f2328 }
  .head { font-size: 13.5px; font-weight: 600 }
  .middle { text-anchor: middle }
  .paper { fill: #ffffff; stroke: #d0d7de }
  .lane { fill: #f6f8fa; stroke: none }
  .box { stroke-width: 1.4 }
  .store { fill: #ffffff; stroke: #6e7781 }
  .collector { fill: #ddf4ff; stroke: #0969da }
  .witness { fill: #fbefff; stroke: #8250df }
  .night { fill: #fff8c5; stroke: #9a6700 }
  .way { fill: none; stroke: #57606a; stroke-width: 1.6; marker-end: url(#head) }
  .tip { fill: #57606a }
  .audited { fill: #1a7f37; font-weight: 600 }
  .disputed { fill: #cf222e; font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    text { fill: #9ea7b3 }
    .name { fill: #f0f6fc }
    .paper { fill: #0d1117; stroke: #3d444d }
    .lane { fill: #161b22 }
    .store { fill: #0d1117; stroke: #8b949e }
    .collector { fill: #10294a; stroke: #58a6ff }
    .witness { fill: #2d1c4a; stroke: #bc8cff }
    .night { fill: #352a08; stroke: #d29922 }
    .way { stroke: #9ea7b3 }
    .tip { fill: #9ea7b3 }
    .audited { fill: #3fb950 }
    .disputed { fill: #ff7b72 }
  }
"""


@dataclass(frozen=True, slots=True)
class Box:
    """A function or a place, with what it does or holds below its name."""

    name: str
    below: str
    kind: str
    x: int
    y: int
    width: int = _BOX

    def draw(self) -> str:
        """The frame and its two lines."""
        corner = 4 if self.kind == "store" else 12
        frame = _draw_rectangle(f"box {self.kind}", (self.x, self.y, self.width, _TALL), corner)
        middle = self.x + self.width // 2
        return "\n".join(
            [
                frame,
                _draw_text(self.name, middle, self.y + 21, "name middle"),
                _draw_text(self.below, middle, self.y + 39, "middle"),
            ]
        )


BOXES = (
    Box("collect_events", "answers the app", "collector", _COLUMNS[0], _COLLECTOR),
    Box("queue", "bytes as received", "store", _COLUMNS[1], _COLLECTOR),
    Box("land_events", "reads, checks", "collector", _COLUMNS[2], _COLLECTOR),
    Box("landing", "Parquet on S3", "store", _COLUMNS[3], _COLLECTOR),
    Box("commit_events", "drops duplicates", "collector", _COLUMNS[4], _COLLECTOR),
    Box("lake.events", "each event once", "store", _COLUMNS[5], _COLLECTOR),
    Box("quarantine", "refused, kept", "store", _COLUMNS[3], _REFUSED),
    Box("collect_witness", "answers the app", "witness", _COLUMNS[0], _WITNESS),
    Box("queue", "its own", "store", _COLUMNS[1], _WITNESS),
    Box("land_witness", "reads, checks", "witness", _COLUMNS[2], _WITNESS),
    Box("witness", "a bucket of its own", "store", _COLUMNS[3], _WITNESS),
    Box("audit_lake", "compares the ids", "night", _COLUMNS[4], _WITNESS),
    Box("refresh_models", "runs the SQL", "night", _COLUMNS[5], _WITNESS),
    Box("publish_kpis", "number + verdict", "night", _COLUMNS[4], _NIGHT),
    Box("marts", "tables to query", "store", _COLUMNS[5], _NIGHT),
)

NUMBERS = (
    ("2 March", "46,954.60", "audited", "both collectors agree"),
    ("3 March", "50,454.20", "disputed", "10 of 109 orders on iOS are not in the lake"),
)


def draw_picture() -> str:
    """The whole file."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        f' aria-labelledby="title description">',
        f'<title id="title">{escape(_TITLE)}</title>',
        f'<desc id="description">{escape(_DESCRIPTION)}</desc>',
        f"<style>{_STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"'
        ' markerUnits="userSpaceOnUse" orient="auto">'
        '<path class="tip" d="M0 0.5 L8 4 L0 7.5 z"/></marker></defs>',
        _draw_rectangle("paper", (1, 1, _WIDTH - 2, _HEIGHT - 2), 10),
        *_draw_lanes(),
        *_draw_app(),
        *(box.draw() for box in BOXES),
        *_draw_ways(),
        *_draw_numbers(),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _draw_lanes() -> list[str]:
    left, night = _COLUMNS[0] - 10, _COLUMNS[4] - 10
    return [
        _draw_rectangle("lane", (left, 16, _COLUMNS[5] + _BOX + 10 - left, 170), 10),
        _draw_text("Collector: the event, whole", left + 12, 40, "head"),
        _draw_text("every 5 minutes", night + 12, 40, "head"),
        _draw_rectangle("lane", (left, 200, night - 10 - left, 104), 10),
        _draw_text(
            "Witness: five facts of the same event, by a way that shares nothing", left + 12, 224, "head"
        ),
        _draw_rectangle("lane", (night, 200, _COLUMNS[5] + _BOX + 10 - night, 236), 10),
        _draw_text("every night", night + 12, 428, "head"),
    ]


def _draw_app() -> list[str]:
    left, top, width, tall = 14, 124, 98, 84
    middle = left + width // 2
    above, below = _COLLECTOR + _TALL // 2, _WITNESS + _TALL // 2
    return [
        _draw_rectangle("box store", (left, top, width, tall), 12),
        _draw_text("your app", middle, top + 26, "name middle"),
        _draw_text("same ids", middle, top + 48, "middle"),
        _draw_text("to both", middle, top + 66, "middle"),
        _draw_way(f"M{middle} {top} V{above} H{_COLUMNS[0] - 2}"),
        _draw_way(f"M{middle} {top + tall} V{below} H{_COLUMNS[0] - 2}"),
        _draw_text("SDK or JSON", left, above - 8, ""),
        _draw_text("POST /w", left, below + 20, ""),
    ]


def _draw_ways() -> list[str]:
    """Arrows: along both lanes, then down and back through the night."""
    middles = [left + _BOX // 2 for left in _COLUMNS]
    along = [
        _draw_way(f"M{left + _BOX} {row + _TALL // 2} H{left + _BOX + _GAP - 2}")
        for row, boxes in ((_COLLECTOR, 5), (_WITNESS, 4))
        for left in _COLUMNS[:boxes]
    ]
    below = _COLLECTOR + _TALL
    return [
        *along,
        _draw_way(f"M{middles[2]} {below} V{_REFUSED + _TALL // 2} H{_COLUMNS[3] - 2}"),
        _draw_way(f"M{middles[5] + 20} {below} V{_WITNESS - 2}"),
        _draw_way(f"M{middles[5] - 20} {below} V{_REFUSED + _TALL // 2} H{middles[4]} V{_WITNESS - 2}"),
        _draw_way(f"M{middles[5]} {_WITNESS + _TALL} V{_NIGHT - 2}"),
        _draw_way(f"M{middles[4]} {_WITNESS + _TALL} V{_NIGHT - 2}"),
        _draw_text("verdicts", middles[4] + 8, (_WITNESS + _TALL + _NIGHT) // 2 + 4, ""),
        _draw_way(f"M{_COLUMNS[5]} {_NIGHT + _TALL // 2} H{_COLUMNS[4] + _BOX + 2}"),
        _draw_way(f"M{_COLUMNS[4]} {_NIGHT + _TALL // 2} H{_COLUMNS[3] + _BOX + 2}"),
    ]


def _draw_numbers() -> list[str]:
    """What comes out: two numbers of the demo."""
    left, top = _COLUMNS[0] - 10, _NIGHT - 24
    width = _COLUMNS[3] + _BOX - left
    lines = [
        _draw_rectangle("box store", (left, top, width, 96), 4),
        _draw_text("What the shop reads in the morning", left + 16, top + 24, "head"),
    ]
    for number, (day, value, verdict, reason) in enumerate(NUMBERS):
        line = top + 52 + number * 26
        lines += [
            _draw_text(f"net_revenue, {day}", left + 16, line, ""),
            _draw_text(value, left + 168, line, "name"),
            _draw_text(verdict, left + 256, line, verdict),
            _draw_text(reason, left + 330, line, ""),
        ]
    return lines


def _draw_rectangle(kind: str, place: tuple[int, int, int, int], corner: int) -> str:
    x, y, width, height = place
    return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{corner}"/>'


def _draw_text(text: str, x: int, y: int, kind: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(text)}</text>'


def _draw_way(path: str) -> str:
    return f'<path class="way" d="{path}"/>'


if __name__ == "__main__":
    PATH.write_text(draw_picture())
