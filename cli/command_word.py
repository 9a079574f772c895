"""How people type the command."""

import os
import shutil
import sys
from pathlib import Path


def command_word() -> str:
    """How the user's shell finds the command; make's own PATH, which does, is not the shell's."""
    found = None if "MAKELEVEL" in os.environ else shutil.which("tally")
    return "tally" if found and Path(found).parent == Path(sys.executable).parent else ".venv/bin/tally"
