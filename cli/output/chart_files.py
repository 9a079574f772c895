"""Charts as files: a picture, or what it is drawn of."""

import sys
from pathlib import Path

from tally.domain.charts.frame import Spec

from cli.output.row_files import write_file

PICTURES = ("svg", "png", "json")


def write_picture(file: Path, spec: Spec) -> None:
    """By the file's name, one of PICTURES; json is the specification. Misconfigured: it cannot be written."""
    from tally.adapters.publishing.chart_pictures import draw_png, draw_svg, write_spec

    draw = {".svg": draw_svg, ".png": draw_png, ".json": write_spec}[file.suffix.lower()]
    write_file(file, draw(spec), "--plot")
    print(f"Chart written to {file}", file=sys.stderr)
