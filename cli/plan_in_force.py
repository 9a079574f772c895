"""The tracking plan in force, as landing reads it: the newest version, else the file of the checkout."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tally.domain.plan.tracking_plan import TrackingPlan, parse_plan
from tally.domain.settings.setting import SettingAddress, SettingVersion

from cli.plan_file import PLAN, read_plan_text

if TYPE_CHECKING:
    from cli.clients import Tally

ADDRESS = SettingAddress.parse("tracking_plan")


@dataclass(frozen=True, slots=True)
class StandingPlan:
    """A plan with its text. `version` None: none was ever put, and the deployed file counts."""

    text: str
    plan: TrackingPlan
    version: SettingVersion | None


def read_standing_plan(tally: "Tally") -> StandingPlan:
    """Misconfigured where it cannot be read: then nothing lands either."""
    newest = tally.open_settings().find_newest(ADDRESS)
    if newest is None or newest.text is None:
        text = read_plan_text(PLAN)
        return StandingPlan(text, parse_plan(text, PLAN.name), None)
    return StandingPlan(newest.text, parse_plan(newest.text, f"{ADDRESS}, version {newest.number}"), newest)
