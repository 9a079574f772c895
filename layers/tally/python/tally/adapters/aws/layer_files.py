"""Files that are deployed in a Lambda layer beside the packages: the shop's tracking plan, its countries."""

import sys
from pathlib import Path

from tally.domain.errors import Misconfigured
from tally.domain.plan.tracking_plan import NO_PLAN, TrackingPlan, parse_plan


def find_layer_file(file: str) -> Path:
    """The file of some layer; Misconfigured where none holds it."""
    for folder in sys.path:
        place = Path(folder, file)
        if place.is_file():
            return place
    raise Misconfigured(f"no layer holds {file}: deploy the stacks again")


def read_layer_plan(file: str) -> TrackingPlan:
    """The tracking plan in this file of a layer, NO_PLAN where no file is set; Misconfigured: unreadable."""
    return parse_plan(find_layer_file(file).read_text(encoding="utf-8"), file) if file else NO_PLAN
