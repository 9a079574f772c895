"""A function as a process: reads an event a line, and writes what its handler returns a line.

What Lambda does before the first call is done here, too: Python starts, and the handler is imported.
"""

import contextlib
import json
import os
import runpy
import sys
from pathlib import Path

FUNCTIONS = Path(__file__).parents[1] / "functions"


def serve(name: str) -> None:
    """Answer events of standard input until it ends. What the handler prints goes to its log, not here."""
    replies = sys.stdout
    with Path(os.devnull).open("w") as log, contextlib.redirect_stdout(log):
        handle = runpy.run_path(str(FUNCTIONS / name / "handler.py"))["handle"]
        for line in sys.stdin:
            replies.write(json.dumps(handle(json.loads(line), None)) + "\n")
            replies.flush()


if __name__ == "__main__":
    serve(sys.argv[1])
