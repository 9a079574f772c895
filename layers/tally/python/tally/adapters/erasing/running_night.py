"""Whether a night is under way: it may still copy rows that it read before they were erased."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tally.adapters.aws.errors import aws_errors

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

UNDER_WAY = (
    "a nightly run is under way and may copy rows that it has read before: run again when it has ended"
)


@dataclass(frozen=True, slots=True)
class RunningNight:
    """Asks the state machine; a build that somebody makes by hand is not seen."""

    states: "SFNClient"
    machine_arn: str

    def __call__(self) -> str:
        """UNDER_WAY, or nothing."""
        with aws_errors("look for a nightly run"):
            running = self.states.list_executions(
                stateMachineArn=self.machine_arn, statusFilter="RUNNING", maxResults=1
            )["executions"]
        return UNDER_WAY if running else ""
