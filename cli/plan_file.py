"""The tracking plan as a file of the checkout, or another that the user names."""

import hashlib
from datetime import datetime
from pathlib import Path

from tally.domain.errors import Misconfigured
from tally.domain.plan.tracking_plan import TrackingPlan, parse_plan
from tally.domain.running.health import PlanMark

from cli.home import ROOT
from cli.settings_file import read_setting

PLAN = ROOT / read_setting("tracking_plan", "tracking_plan.toml")
"""The plan that tally.toml names."""


def read_plan_text(file: Path) -> str:
    """What stands in the file, its line ends too; Misconfigured when it cannot be read."""
    try:
        return file.read_bytes().decode()
    except OSError as error:
        raise Misconfigured(f"the tracking plan {file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"{file.name} is no UTF-8 text: save it as such") from error


def read_plan(file: Path = PLAN) -> TrackingPlan:
    """The plan in the file; Misconfigured says what to change in it."""
    return parse_plan(read_plan_text(file), file.name)


def mark_plan(file: str | Path | None = None) -> PlanMark:
    """What tells this plan from another; None is that of the checkout."""
    path = Path(file or PLAN)
    return mark_text(path.name, read_plan_text(path))


def mark_text(name: str, text: str, number: int = 0, put_at: datetime | None = None) -> PlanMark:
    """The same of a plan's text, that of a version; Misconfigured where it is none."""
    plan = parse_plan(text, name)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return PlanMark(name, plan.mode.value, len(plan.events), digest, number, put_at)
