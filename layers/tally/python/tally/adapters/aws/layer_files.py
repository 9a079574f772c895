"""Files that are deployed in a Lambda layer beside the packages: the shop's tracking plan, its countries."""

import sys
from collections.abc import Collection, Mapping
from pathlib import Path

from tally.domain.errors import Misconfigured
from tally.domain.plan.tracking_plan import TrackingPlan, parse_plan


def find_layer_file(file: str) -> Path:
    """The file of some layer; Misconfigured where none holds it."""
    for folder in sys.path:
        place = Path(folder, file)
        if place.is_file():
            return place
    raise Misconfigured(f"no layer holds {file}: deploy the stacks again")


def deployed_visits(file: str) -> Mapping[str, bool]:
    """Which events are visits, by the tracking plan in this file of a layer; none where no file is set.

    Misconfigured when it cannot be read.
    """
    return _read_plan(file).visits if file else {}


def deployed_personal_names(file: str) -> Collection[str]:
    """Names of the plan's personal data, as names are compared; none where no file is set."""
    return _read_plan(file).personal_data.keys() if file else ()


def _read_plan(file: str) -> TrackingPlan:
    return parse_plan(find_layer_file(file).read_text(encoding="utf-8"), file)
