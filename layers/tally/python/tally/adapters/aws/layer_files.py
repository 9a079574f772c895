"""Files that are deployed in a Lambda layer beside the packages: the shop's tracking plan, its countries."""

import sys
from pathlib import Path

from tally.domain.errors import Misconfigured


def find_layer_file(file: str) -> Path:
    """The file of some layer; Misconfigured where none holds it."""
    for folder in sys.path:
        place = Path(folder, file)
        if place.is_file():
            return place
    raise Misconfigured(f"no layer holds {file}: deploy the stacks again")
