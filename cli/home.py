"""Where things lie on this machine: the checkout, and the folder of one running Tally."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
OWNERS_FILE = 0o600
"""The mode of a file that nobody but its owner may read."""


def tally_home() -> Path:
    """The folder of everything that one running Tally keeps: TALLY_HOME, or .tally in the checkout."""
    return Path(os.environ.get("TALLY_HOME") or ROOT / ".tally").absolute()
