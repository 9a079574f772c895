"""`python -m bench [name ...]`: run benches, print one table of ratios; ends with 1 when a goal is missed.

`python -m bench reports --resume FOLDER` keeps there what it measured: a run that was ended goes on there.
"""

import argparse
import importlib
import sys
from pathlib import Path

from bench.ratio import Ratio

BENCHES = ("collect", "compaction", "identity", "imports", "landing", "records", "refused")
BY_NAME_ONLY = ("cold_starts", "page", "page_views", "report_stages", "reports")
"""They take longer than all the others, and what only they need: Chromium, a demo that runs, npm, chDB
and polars."""
RESUMED = "reports"
"""The bench that may go on where it was ended."""


def main(words: list[str]) -> int:
    """Run the benches of these names, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--resume", type=Path, metavar="FOLDER", help="what reports go on from")
    asked = parser.parse_args(words)
    known = (*BENCHES, *BY_NAME_ONLY)
    unknown = set(asked.names) - set(known)
    if unknown:
        sys.stderr.write(f"no bench named {', '.join(sorted(unknown))}: there are {', '.join(known)}\n")
        return 2
    if asked.resume and RESUMED not in asked.names:
        sys.stderr.write(f"--resume is for {RESUMED}, which has to be named\n")
        return 2
    ratios: list[Ratio] = []
    for name in asked.names or BENCHES:
        sys.stderr.write(f"bench {name} ...\n")
        run = importlib.import_module(f"bench.{name}").run
        ratios += run(asked.resume) if name == RESUMED else run()
    print(_format_table(ratios))
    return 0 if all(ratio.met for ratio in ratios) else 1


def _format_table(ratios: list[Ratio]) -> str:
    rows = [("what", "ours", "other", "unit", "ratio", "goal", "met")]
    for ratio in ratios:
        sign = ">=" if ratio.better == "more" else "<="
        rows.append(
            (
                ratio.name,
                f"{ratio.ours:,.1f}",
                f"{ratio.other:,.1f}",
                ratio.unit,
                f"{ratio.ratio:.2f}x",
                f"{sign} {ratio.goal:g}x",
                "yes" if ratio.met else "NO",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
